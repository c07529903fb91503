const at = (css) => document.querySelector(css);
const says = (button, region, text) => {
  at(button).addEventListener('click', () => (at(region).textContent = text));
};
says('#send', '#alert', 'The invoice could not be sent');
says('#draft', '#status', 'Draft saved');
says('#prices', '#live', 'The prices are those of today');

at('#copy').addEventListener('click', () => {
  const toast = document.createElement('div');
  toast.className = 'site-toast';
  toast.textContent = 'Link copied';
  at('#toasts').append(toast);
  setTimeout(() => toast.remove(), 4000);
});

at('#close').addEventListener('click', () => {
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-modal', 'true');
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.setAttribute('aria-describedby', 'dialog-text');
  dialog.innerHTML = '<h2 id="dialog-title">Close the account?</h2><p id="dialog-text">All invoices will be deleted</p><button type="button">Keep account</button>';
  at('main').insertBefore(dialog, at('#alert'));
  dialog.querySelector('button').focus();
  dialog.querySelector('button').addEventListener('click', () => dialog.remove());
});
