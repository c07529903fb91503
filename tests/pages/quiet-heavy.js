const goods = ['Bolt', 'Hinge', 'Nail', 'Screw', 'Washer'];
let round = 0;
const render = () => {
  const rows = Array.from({ length: 5000 }, (_, at) => {
    const row = document.createElement('li');
    row.textContent = goods[(at + round) % goods.length];
    return row;
  });
  document.querySelector('#stock').replaceChildren(...rows);
};
render();
document.querySelector('#refresh').addEventListener('click', () => {
  round++;
  render();
  document.querySelector('#state').textContent = 'Refreshed';
});
