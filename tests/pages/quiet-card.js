document.querySelector('#card').addEventListener('click', () => {
  if (String(getSelection())) return;
  const more = document.querySelector('#more');
  more.hidden = !more.hidden;
});
