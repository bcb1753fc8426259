// <passkey-button mode="sign-in|register" start="…" finish="…">: a key instead of a password.
// `start` answers the options of webauthn ({ "publicKey": … }), `finish` receives the key's answer and
// answers { "next": "/ma-journee" }, where the page then goes, or problem+json whose detail is shown.
import { creationOptions, plainAnswer, requestOptions, sentenceFor } from "./webauthn.ts";

export class PasskeyButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    if (typeof PublicKeyCredential === "undefined") {
      this.#say("Cet appareil ne connaît pas les clés. Entrez avec un code.");
      return;
    }
    button.hidden = false;
    button.onclick = () => void this.#run(button);
  }

  async #run(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.#say("");
    try {
      const told = await this.#post("start", {});
      const registers = this.getAttribute("mode") === "register";
      const key = registers
        ? await navigator.credentials.create({ publicKey: creationOptions(told["publicKey"]) })
        : await navigator.credentials.get({ publicKey: requestOptions(told["publicKey"]) });
      const { next } = await this.#post("finish", plainAnswer(key as PublicKeyCredential));
      location.assign(typeof next === "string" ? next : "/");
    } catch (error) {
      this.#say(sentenceFor(error));
      button.disabled = false;
    }
  }

  async #post(step: "start" | "finish", body: unknown): Promise<Record<string, unknown>> {
    const answer = await fetch(this.getAttribute(step) ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
    const told = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (answer.ok) return told;
    throw new Error(String(told["detail"] ?? told["title"] ?? "Le serveur a refusé cette clé. Réessayez, ou entrez avec un code."));
  }

  #say(sentence: string): void {
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = sentence;
  }
}

customElements.define("passkey-button", PasskeyButton);
