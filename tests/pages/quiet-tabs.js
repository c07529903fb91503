const tabs = [...document.querySelectorAll('[role=tab]')];
const choose = (chosen) => {
  for (const tab of tabs) {
    tab.setAttribute('aria-selected', tab === chosen);
    tab.tabIndex = tab === chosen ? 0 : -1;
    document.getElementById(tab.getAttribute('aria-controls')).hidden = tab !== chosen;
  }
  chosen.focus();
};
const list = document.querySelector('#tabs');
list.addEventListener('click', ({ target }) => tabs.includes(target) && choose(target));
list.addEventListener('keydown', ({ key }) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (by) choose(tabs[(tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length]);
});
