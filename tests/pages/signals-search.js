const list = document.querySelector('#articles');
const field = document.querySelector('#filter-field');
const sift = () => {
  const wanted = field.value.trim().toLowerCase();
  let found = 0;
  for (const item of list.children) {
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
    found += !item.hidden;
  }
  document.querySelector('.empty')?.remove();
  if (found) return;
  const none = document.createElement('p');
  none.className = 'empty';
  none.textContent = 'No results for your search';
  list.after(none);
};
field.addEventListener('input', sift);
document.querySelector('#filter').addEventListener('submit', (event) => {
  event.preventDefault();
  sift();
});
