const at = (css) => document.querySelector(css);

at('#order').addEventListener('submit', (event) => {
  event.preventDefault();
  at('#order-answer').textContent = 'Order received';
});

at('#profile').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = at('#display-name');
  const error = at('#display-name-error');
  const isShort = field.value.length < 3;
  field.setAttribute('aria-invalid', isShort);
  error.hidden = !isShort;
  error.textContent = isShort ? 'A display name has at least three letters' : '';
  at('#profile-answer').textContent = isShort ? '' : 'Profile saved';
});

at('#delivery').addEventListener('submit', (event) => {
  event.preventDefault();
  at('#delivery-answer').textContent = 'Parcel sent';
});

at('#overview').addEventListener('click', (event) => {
  event.preventDefault();
  history.pushState({}, '', '/signals-forms/overview');
  at('#forms').remove();
  at('h1').textContent = 'Overview';
  setTimeout(() => (document.title = 'Overview: three forms'), 20);
});
