// What every host page has: a form that refuses, in the page's own words.
document.querySelector('#save').addEventListener('click', () => {
  document.querySelector('#alert').textContent = 'Name is required';
});
