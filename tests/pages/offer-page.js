document.getElementById('ask').addEventListener('click', () => document.getElementById('modal').showModal());
