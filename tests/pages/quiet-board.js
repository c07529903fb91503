let held;
let from;
addEventListener('pointerdown', (event) => {
  held = event.target.closest('.card');
  from = event;
  held?.classList.add('held');
});
addEventListener('pointermove', (event) => {
  if (held) held.style.translate = `${event.clientX - from.clientX}px ${event.clientY - from.clientY}px`;
});
addEventListener('pointerup', (event) => {
  if (!held) return;
  const column = document.elementFromPoint(event.clientX, event.clientY)?.closest('#board section');
  if (column && column !== held.parentElement) {
    column.append(held);
    document.querySelector('#moved').textContent = `${held.textContent}: moved to ${column.querySelector('h2').textContent}`;
  }
  held.style.translate = '';
  held.classList.remove('held');
  held = null;
});
