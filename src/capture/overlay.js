/*
 * `undertone('debug')`: shows a site's developers what is captured while it is captured, on the page itself. Fetched only then.
 */

const LINES = 200; // Shown at most: what one looks back to. The log itself keeps more.

const NAMES = {
  n: 'came to', c: 'click', t: 'click', s: 'form sent', i: 'field refused', o: 'field', b: 'form left', a: 'alert', m: 'message',
  x: 'error', r: 'request', f: 'friction', g: 'friction', z: 'empty search', h: 'help', q: 'chat opened', k: 'fact',
};

const CSS = `
#debug{position:fixed;inset-block-start:12px;inset-inline-start:12px;inline-size:min(420px,100vw - 24px);max-block-size:50vh;display:flex;flex-direction:column;border-radius:10px;background:#101516;color:#dfe7e6;font:12px/18px ui-monospace,monospace;box-shadow:0 6px 24px rgb(0 0 0/.3);overflow:hidden}
#debug header{display:flex;gap:8px;align-items:center;padding:6px 10px;background:#1b2324}
#debug header b{flex:1}
#debug button{font:inherit;color:inherit;background:#2c3738;padding:2px 8px;border-radius:6px}
#debug ol{margin:0;padding:4px 10px 8px;overflow-y:auto;list-style:none}
#debug li{display:grid;grid-template-columns:64px 96px 1fr;gap:8px;overflow-wrap:anywhere;border-block-end:1px solid #222b2c}
#debug li *:first-child{color:#8fa09e;font-variant-numeric:tabular-nums}
@media print{#debug{display:none}}`;

const element = (name, text, ...children) => {
  const it = document.createElement(name);
  if (text) it.textContent = text;
  it.append(...children);
  return it;
};

/** Shows the lines of the log in `root`, those that there are and those to come: `watch` takes what to call with each. */
export const overlay = (root, watch) => {
  if (root.getElementById('debug')) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const list = element('ol');
  const copy = element('button', 'Copy');
  const close = element('button', 'Close');
  const panel = element('section', '', element('header', '', element('b', 'Undertone: what is captured'), copy, close), list);
  panel.id = 'debug';
  panel.setAttribute('aria-label', 'What Undertone captures on this page');
  copy.type = close.type = 'button';
  copy.addEventListener('click', () => navigator.clipboard?.writeText([...list.children].map((it) => it.innerText.replace(/\n/g, '\t')).join('\n')).catch(() => {}));
  const add = (line) => {
    const [at, kind, ...texts] = line.split('\t');
    const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 4;
    list.append(element('li', '', element('span', (at / 1000).toFixed(1) + ' s'), element('span', NAMES[kind] || kind), element('span', texts.filter(Boolean).join(' · '))));
    if (list.childElementCount > LINES) list.firstChild.remove();
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  };
  close.addEventListener('click', () => {
    panel.remove();
    watch(null);
  });
  root.append(panel);
  watch(add);
};
