// <copy-text from="id"><button hidden>Copier le texte</button></copy-text>: puts a text of the page on the clipboard and
// says so in the button for a moment. Without script, or without a clipboard, the button stays away.

const SAID_FOR = 2_500;

export class CopyText extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    const from = document.getElementById(this.getAttribute("from") ?? "");
    if (!button || !from || !("clipboard" in navigator)) return;
    const label = button.lastChild;
    const words = label?.textContent ?? "";
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.onclick = () => {
      const text = from.dataset["text"] ?? from.innerText;
      navigator.clipboard.writeText(text).then(
        () => this.#say(label, "Copié", words),
        () => this.#say(label, "Copie refusée par le navigateur", words),
      );
    };
  }

  #say(label: ChildNode | null, sentence: string, then: string): void {
    if (!label) return;
    label.textContent = sentence;
    setTimeout(() => (label.textContent = then), SAID_FOR);
  }
}

customElements.define("copy-text", CopyText);
