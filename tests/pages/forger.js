// What a hostile page can do: it sees every channel that is made in it, and the frame stands in an open shadow root.
{
  const Real = MessageChannel;
  const channels = [];
  window.MessageChannel = function () {
    const channel = new Real();
    channels.push(channel);
    return channel;
  };
  const port = () => channels.at(-1).port1;
  const huge = () => 'x'.repeat(50_000_000);
  const deep = () => {
    let it = {};
    for (let depth = 0; depth < 500; depth++) it = { it };
    return it;
  };
  const nonsense = () => [
    null, 0, NaN, 10n, '', '{"type":"shutdown"}', [], [[]], new Date(0), new Map([['type', 'shutdown']]), new ArrayBuffer(8), /x/,
    new Error('no'), { type: null }, { type: {} }, { type: 'visible' }, { type: 'visible', is_open: 'yes' }, { type: 'VISIBLE', is_open: true },
    { type: 'identify' }, { type: 'identify', identity: [] }, { type: 'story', request: -1, page: {} },
    { type: 'story', request: 1e300, page: 'x' }, { type: '__proto__' }, JSON.parse('{"__proto__": {"type": "shutdown"}}'),
    JSON.parse('{"constructor": {"prototype": {"type": "shutdown"}}}'), deep(),
  ];
  const done = (what) => (document.querySelector('h1').textContent = what);
  const on = (id, act) => addEventListener('DOMContentLoaded', () => document.querySelector(id).addEventListener('click', act));

  on('#shout', () => {
    const frame = document.querySelector('#undertone').shadowRoot.querySelector('iframe').contentWindow;
    const fresh = () => new Real().port2;
    for (const it of nonsense()) frame.postMessage(it, '*');
    for (const it of nonsense()) frame.postMessage(it, '*', [fresh()]);
    for (const undertone of [0, 2, '1', true, {}]) frame.postMessage({ undertone, type: 'connect' }, '*', [fresh()]);
    frame.postMessage({ undertone: 1, type: 'connect' }, '*');
    frame.postMessage({ undertone: 1, type: 'connect' }, '*', [fresh()]);
    frame.postMessage({ undertone: 1, type: 'connect' }, '*', [fresh(), fresh()]);
    for (let count = 0; count < 3; count++) frame.postMessage({ undertone: 1, type: 'connect', huge: huge() }, '*', [fresh()]);
    for (let count = 0; count < 20_000; count++) frame.postMessage({ undertone: 1, type: 'connect', count }, '*');
    done('Shouted');
  });

  on('#lie', () => {
    for (const it of nonsense()) port().postMessage(it);
    port().postMessage({ type: 'visible', is_open: true }, [new Real().port2, new ArrayBuffer(8)]);
    for (let count = 0; count < 3_000; count++) {
      port().postMessage({ type: 'identify', identity: { name: `Somebody ${count}` } });
      port().postMessage({ type: 'story', request: count + 1_000, page: { capture: 'full', context: { route: '/', title: '' } } });
      port().postMessage({ type: 'visible', is_open: count % 2 > 0 });
    }
    port().postMessage({ type: 'visible', is_open: true });
    done('Lied');
  });

  on('#flood', () => {
    port().postMessage({ type: 'identify', identity: { name: huge() } });
    for (let count = 0; count < 20_000; count++) port().postMessage({ type: 'identify', identity: { name: `Somebody ${count}` } });
    done('Flooded');
  });
}
