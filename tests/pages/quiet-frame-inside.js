document.querySelector('#table').addEventListener('submit', (event) => {
  event.preventDefault();
  document.querySelector('#booked').textContent = 'Table booked';
});
