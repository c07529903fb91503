const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
let count = 0;
document.querySelector('#works').addEventListener('click', () => {
  document.querySelector('#count').textContent = `Counted to ${words[count++ % words.length]}`;
});
document.querySelector('#icon').addEventListener('click', ({ currentTarget }) => {
  currentTarget.setAttribute('aria-pressed', currentTarget.getAttribute('aria-pressed') === 'false');
});
