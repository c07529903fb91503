const on = (css, action) => document.querySelector(css).addEventListener('click', action);
let seats = 4;
const step = (by) => () => {
  seats = Math.max(1, seats + by);
  document.querySelector('#seats').textContent = `${seats} seats`;
};
on('#less', step(-1));
on('#more', step(1));

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
let month = 0;
const turn = (by) => () => {
  month = (month + by + 12) % 12;
  document.querySelector('#month').textContent = months[month];
};
on('#previous', turn(-1));
on('#next', turn(1));
