document.querySelector('#chart').addEventListener('click', ({ target }) => {
  const title = target.querySelector(':scope > title');
  if (!title) return;
  document.querySelector('.chosen')?.classList.remove('chosen');
  target.classList.add('chosen');
  document.querySelector('#season').textContent = title.textContent;
});
