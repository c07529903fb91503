for (const [id, level] of [['agree', 'full'], ['withdraw', 'off']])
  document.getElementById(id).addEventListener('click', () => undertone('consent', level));
