const answer = document.querySelector('#answer');
const on = (css, action) => document.querySelector(css).addEventListener('click', action);
const asks = (css, what, url) =>
  on(css, async () => {
    answer.textContent = `${what} asked for`;
    const { ok } = await fetch(url);
    answer.textContent = ok ? `${what} are here` : `${what} are not to be had`;
  });
asks('#forbidden', 'Members', '/status-403.json');
asks('#broken', 'Invoices', '/status-500.json');
asks('#slow', 'Events', '/after-3500ms.json');
asks('#fine', 'Teams', '/status-200.json');

on('#missing', () => {
  const request = new XMLHttpRequest();
  request.open('GET', '/status-404.json');
  request.addEventListener('load', () => (answer.textContent = 'There is no logo'));
  request.send();
});

on('#aborted', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  try {
    await fetch('/after-3500ms.json', { signal: abort.signal });
  } catch {
    answer.textContent = 'Suggestions no longer wanted';
  }
});
