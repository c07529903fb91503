const on = (css, action) => document.querySelector(css).addEventListener('click', action);
on('#throws', () => {
  throw new RangeError('The report has no rows');
});
on('#rejects', () => {
  Promise.reject(new TypeError('The contacts are no list'));
});
on('#string', () => {
  throw 'A chart without data';
});
on('#again', () => {
  let left = 40;
  const tick = () => {
    if (--left) setTimeout(tick, 5);
    throw new Error('The timer is gone');
  };
  setTimeout(tick);
});
on('#logs', () => console.error('The stock could not be read'));
