// <print-button><button hidden>Imprimer</button></print-button>: without script the button stays away, since it could do nothing.

export class PrintButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.onclick = () => window.print();
  }
}

customElements.define("print-button", PrintButton);
