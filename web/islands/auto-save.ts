// <auto-save to="/actes/…/brouillon" role="status"> inside a form keeps its draft on the server.
//
// It posts the form's fields (files apart) plus `writer`, a name for this open page. The form's hidden
// `version` field says which version of the draft the text was written on. Answers, all JSON:
//   200 { "version": "4", "said": "Enregistré à 14:32:08" }   the hidden field becomes 4
//   409 { "said": "…" } (or problem+json: its detail)          another page wrote meanwhile: shown, sending stops
// A server may accept a version that is behind when the writer is the same: the page left while a send was in flight.
import { Draft, type Answer } from "./draft.ts";

export class AutoSave extends HTMLElement {
  #draft: Draft | undefined;
  #listening: AbortController | undefined;
  readonly #writer = Math.random().toString(36).slice(2);

  connectedCallback(): void {
    const form = this.closest("form");
    const to = this.getAttribute("to");
    if (!form || !to) return;
    const draft = new Draft({
      send: (leaving) => this.#send(form, to, leaving),
      say: (sentence, tone) => this.#say(sentence, tone),
      adopt: (version) => {
        const field = form.elements.namedItem("version");
        if (field instanceof HTMLInputElement) field.value = version;
      },
    });
    this.#draft = draft;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    form.addEventListener("input", () => draft.changed(), { signal });
    form.addEventListener("change", () => draft.changed(), { signal });
    form.addEventListener("submit", () => draft.stop(), { signal });
    addEventListener("pagehide", () => draft.leave(), { signal });
  }

  disconnectedCallback(): void {
    this.#listening?.abort();
    this.#draft?.leave();
  }

  async #send(form: HTMLFormElement, to: string, leaving: boolean): Promise<Answer> {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    body.append("writer", this.#writer);
    const answer = await fetch(to, { method: "POST", body, keepalive: leaving, headers: { Accept: "application/json" } });
    const told = (await answer.json().catch(() => ({}))) as { version?: string | number; said?: string; detail?: string };
    const said = told.said ?? told.detail;
    return {
      status: answer.status,
      ...(told.version !== undefined && { version: String(told.version) }),
      ...(said !== undefined && { said }),
    };
  }

  #say(sentence: string, tone: string): void {
    this.dataset["tone"] = tone;
    if (this.textContent !== sentence) this.textContent = sentence;
  }
}

customElements.define("auto-save", AutoSave);
