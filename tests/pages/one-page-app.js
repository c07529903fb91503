// A router as single-page apps have it: one place by the History API, one by the hash, each titled a moment later.
const goes = (heading) => {
  document.querySelector('#alert').textContent = '';
  document.querySelector('h1').textContent = heading;
  setTimeout(() => (document.title = `${heading}: an app of one page`), 20);
};
document.querySelector('#billing').addEventListener('click', () => {
  history.pushState({}, '', '/one-page-app/billing');
  goes('Billing');
});
document.querySelector('#team').addEventListener('click', () => {
  location.hash = '#/team';
});
addEventListener('hashchange', () => goes('Team'));
