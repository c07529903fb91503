// A page on which nearly everything throws that a script would reach for. What is left whole is what no page can do
// without: making elements, putting them in place, their attributes, and listening to events.
{
  const { defineProperty, getOwnPropertyNames } = Object;
  const refuse = (what) => function () { throw new Error(`hostile: ${what}`); };
  const breakMethods = (target, name, names) => {
    for (const method of names) {
      if (typeof target[method] === 'function') defineProperty(target, method, { value: refuse(`${name}.${method}`), configurable: true, writable: true });
    }
  };
  const trap = (names) => {
    for (const name of names)
      defineProperty(Object.prototype, name, { get: refuse(`Object.prototype.${name}`), set: undefined, configurable: true, enumerable: true });
  };
  const arrays = getOwnPropertyNames(Array.prototype).filter((name) => name !== 'constructor');
  const save = document.addEventListener.bind(document);
  save('DOMContentLoaded', () => document.documentElement.setAttribute('data-own-code', 'works'));

  breakMethods(JSON, 'JSON', ['parse', 'stringify']);
  breakMethods(Object, 'Object', ['keys', 'entries', 'values', 'assign', 'fromEntries', 'defineProperty', 'freeze']);
  breakMethods(Object.prototype, 'Object.prototype', ['hasOwnProperty', 'toString', 'valueOf', 'propertyIsEnumerable']);
  breakMethods(window, 'window', ['fetch', 'postMessage', 'requestIdleCallback', 'requestAnimationFrame', 'getComputedStyle', 'matchMedia']);
  breakMethods(XMLHttpRequest.prototype, 'XMLHttpRequest.prototype', ['open', 'send']);
  breakMethods(Element.prototype, 'Element.prototype', [
    'append', 'prepend', 'remove', 'replaceWith', 'replaceChildren', 'closest', 'matches', 'querySelector', 'querySelectorAll',
    'getClientRects', 'getBoundingClientRect', 'toggleAttribute', 'insertAdjacentElement',
  ]);
  breakMethods(Promise.prototype, 'Promise.prototype', ['catch', 'finally']);
  breakMethods(String.prototype, 'String.prototype', ['trim', 'replace', 'split', 'startsWith']);
  breakMethods(console, 'console', ['log', 'warn', 'error']);
  defineProperty(Navigator.prototype, 'connection', { get: refuse('navigator.connection') });
  defineProperty(Document.prototype, 'title', { get: refuse('document.title'), configurable: true });
  trap(['type', 'mode', 'once', 'capture', 'passive', 'signal', 'timeout', 'subtree', 'childList', 'delegatesFocus']);
  breakMethods(Array.prototype, 'Array.prototype', arrays);
  defineProperty(Array.prototype, Symbol.iterator, { value: refuse('Array.prototype[Symbol.iterator]'), configurable: true, writable: true });
}
