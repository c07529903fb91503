customElements.define(
  'site-lamp',
  class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: 'open' });
      root.innerHTML = '<button id="turn" type="button">Turn on</button> <span id="light">It is dark</span>';
      let isOn = false;
      root.querySelector('#turn').addEventListener('click', ({ currentTarget }) => {
        isOn = !isOn;
        currentTarget.textContent = isOn ? 'Turn off' : 'Turn on';
        root.querySelector('#light').textContent = isOn ? 'It is bright' : 'It is dark';
      });
    }
  },
);
