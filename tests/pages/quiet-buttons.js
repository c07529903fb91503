const at = (css) => document.querySelector(css);
const on = (css, action) => at(css).addEventListener('click', action);

// A real one would open a dialog that no test can close. What the page hears of it stays.
window.print = () => {
  dispatchEvent(new Event('beforeprint'));
  dispatchEvent(new Event('afterprint'));
};

on('#copy', () => {
  navigator.clipboard?.writeText('Harbour Street').catch(() => {});
  fetch('/status-200.json');
});
on('#print', () => window.print());
on('#animate', () => {
  at('#hand').classList.remove('waving');
  at('#hand').getBoundingClientRect();
  at('#hand').classList.add('waving');
});

const pen = at('#canvas').getContext('2d');
const dot = (x, y) => {
  pen.beginPath();
  pen.arc(x, y, 8, 0, Math.PI * 2);
  pen.fill();
};
on('#canvas', ({ offsetX, offsetY }) => dot(offsetX, offsetY));
let stamps = 0;
on('#stamp', () => dot(16 + (stamps++ % 10) * 22, 16));

let tabs = 0;
on('#rename', () => (document.title = `Tools, ${++tabs % 2 ? 'renamed' : 'named as before'}`));
on('#expand', ({ currentTarget }) => {
  currentTarget.setAttribute('aria-expanded', currentTarget.getAttribute('aria-expanded') === 'false');
});
on('#pin', ({ currentTarget }) => {
  currentTarget.dataset.state = currentTarget.dataset.state === 'loose' ? 'pinned' : 'loose';
});
