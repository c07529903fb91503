// What Prototype, MooTools, Zone, error trackers and ad scripts do to a page, all at once: names on every object and
// array, replaced built-ins that mostly do what the old ones did, and getters on what should be plain.
{
  const extend = (target, names) => {
    // By assignment, as old code does it: enumerable, so that every loop over an object meets them.
    for (const name of names) target[name] = function () { return `${name} of a library`; };
  };
  extend(Object.prototype, ['extend', 'each', 'type', 'href', 'class', 'once', 'passive', 'capture', 'timeout', 'url', 'click']);
  extend(Array.prototype, ['toJSON', 'each', 'last', 'clone', 'contains', 'url', 'click']);
  extend(Function.prototype, ['delay', 'defer', 'curry']);
  extend(String.prototype, ['toJSON', 'stripTags']);
  extend(Element.prototype, ['show', 'update', 'version', 'q']);

  const wrap = (target, names) => {
    for (const name of names) {
      const real = target[name];
      target[name] = function (...args) { return real.apply(this, args); };
    }
  };
  wrap(Array.prototype, ['push', 'map', 'filter', 'slice', 'forEach', 'some', 'includes', 'join', 'concat', 'indexOf']);
  wrap(Element.prototype, ['append', 'setAttribute', 'attachShadow', 'closest', 'matches', 'remove', 'querySelector']);
  wrap(Node.prototype, ['appendChild', 'insertBefore', 'replaceChild']);
  wrap(EventTarget.prototype, ['addEventListener', 'removeEventListener']);
  wrap(Promise.prototype, ['then', 'catch']);
  wrap(MessagePort.prototype, ['postMessage']);
  wrap(window, ['setTimeout', 'requestIdleCallback', 'postMessage', 'fetch']);
  wrap(JSON, ['stringify']);
  // A parser of the page's own that knows only its own answers.
  const { parse } = JSON;
  JSON.parse = (text, reviver) => Object.assign(parse(text, reviver), { isParsedHere: true });
}
