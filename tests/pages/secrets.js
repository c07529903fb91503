// Secrets in every place that a page has for them. The page's own words are told of in `secrets.html`.
{
  const secrets = document.body.dataset;
  const [, card] = document.querySelector('#pay').getAttribute('aria-label').split('with ');
  const alert = document.querySelector('#alert');
  const on = (id, act) => document.getElementById(id).addEventListener('click', act);
  document.cookie = `session=${secrets.token}`;
  localStorage.setItem('token', secrets.token);
  on('pay', () => (alert.textContent = `The card ${card} of ${secrets.owner} was refused.`));
  on('call', () => (alert.textContent = `Your one-time code is ${document.querySelector('#code').value || 482913}.`));
  on('throw', () => {
    console.error(`cannot sign ${secrets.owner} in with Bearer ${secrets.token}`);
    throw new Error(`no session for ${secrets.owner}: Bearer ${secrets.token}`);
  });
  on('ask', () => {
    fetch(`/status-403.json?email=${encodeURIComponent(secrets.owner)}&access_token=${secrets.token}`);
    fetch(`/reset/${secrets.token}/status-404.json`, { method: 'POST', body: secrets.owner, headers: { authorization: `Bearer ${secrets.token}` } });
  });
  on('go', () => history.pushState(null, '', `/secrets/reset/${secrets.token}?email=${secrets.owner}#access_token=${secrets.token}`));
  for (const id of ['blocked', 'masked']) on(id, () => (document.getElementById(id).disabled = true));
  document.getElementById('form').addEventListener('submit', (event) => {
    event.preventDefault();
    document.title = `Sent to ${secrets.owner}`;
    alert.textContent = `Sent to ${secrets.owner}, account ${document.querySelector('#why').textContent}`;
  });
}
