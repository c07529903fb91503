const file = document.querySelector('#file');
const menu = document.querySelector('#menu');
const turn = (isOpen) => {
  menu.hidden = !isOpen;
  file.setAttribute('aria-expanded', isOpen);
};
file.addEventListener('mousedown', () => turn(menu.hidden));
menu.addEventListener('mouseup', ({ target }) => {
  document.querySelector('#done').textContent = `${target.textContent} chosen`;
  turn(false);
});
