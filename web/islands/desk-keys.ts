// <desk-keys> around a page gives it the keyboard of a desk. Nothing is written here about any page:
//   aria-keyshortcuts="/"        on a field: the key brings the focus; on a button, link or radio: the key presses it
//   data-arrows                  on a container: arrows go from one link or button of it to the next
//   data-arrows-to="id"          on a field: the down arrow goes to the first link of that container
//   data-key-a="/rdv/12/arrivee" on a link: while it has the focus, the key posts to that address
//   aria-keyshortcuts="F1"       on a link to a <dialog>: shows the list of keys
// Keys of one character are switched off by the box `data-single-keys` of that dialog, and the choice is kept.
import { answersTo, isSingle, nextBox, spoken, writes } from "./keys.ts";
import { dialogOf, openDialog } from "./dialogs.ts";

const SWITCH = "maillage-touches";

export class DeskKeys extends HTMLElement {
  #listening: AbortController | undefined;

  connectedCallback(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    const box = this.querySelector<HTMLInputElement>("input[data-single-keys]");
    if (box) {
      box.checked = !switchedOff();
      box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "1" : "0"), { signal });
    }
  }

  disconnectedCallback(): void {
    this.#listening?.abort();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const key = spoken(event);
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (isText(target) && writes(key)) return;
    if (document.querySelector("dialog:modal") && key !== "F1") return;
    if (isSingle(key) && switchedOff()) return;
    if (this.#post(target, key) || this.#arrow(target, key) || this.#press(key)) event.preventDefault();
  }

  #post(target: HTMLElement, key: string): boolean {
    const address = isSingle(key) && /^[a-z0-9]$/.test(key) ? target.dataset[`key${key.toUpperCase()}`] : undefined;
    if (!address) return false;
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    form.hidden = true;
    document.body.append(form);
    form.requestSubmit();
    return true;
  }

  #arrow(target: HTMLElement, key: string): boolean {
    if (key === "ArrowDown" && target.dataset["arrowsTo"]) {
      return focus(stops(document.getElementById(target.dataset["arrowsTo"]))[0]);
    }
    const group = target.closest<HTMLElement>("[data-arrows]");
    if (!group || target.matches("input, select, textarea")) return false;
    const all = stops(group);
    const next = nextBox(all.map((stop) => stop.getBoundingClientRect()), all.indexOf(target), key);
    return next !== undefined && focus(all[next]);
  }

  #press(key: string): boolean {
    const found = [...this.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")].find(
      (element) => answersTo(element.getAttribute("aria-keyshortcuts") ?? "", key) && (isThere(element) || dialogOf(element)),
    );
    if (!found) return false;
    if (isText(found)) {
      focus(found);
      if (found instanceof HTMLInputElement) found.select();
    } else if (!openDialog(found)) {
      found.focus();
      found.click();
    }
    return true;
  }
}

function switchedOff(): boolean {
  return localStorage.getItem(SWITCH) === "0";
}

function isText(element: HTMLElement): boolean {
  return element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
}

function isThere(element: HTMLElement): boolean {
  return !element.matches(":disabled, [aria-disabled=true]") && element.getClientRects().length > 0;
}

function stops(group: HTMLElement | null): HTMLElement[] {
  return [...(group?.querySelectorAll<HTMLElement>("a[href], button:not(:disabled)") ?? [])].filter(isThere);
}

function focus(element: HTMLElement | undefined): boolean {
  element?.focus();
  return element !== undefined;
}

customElements.define("desk-keys", DeskKeys);
