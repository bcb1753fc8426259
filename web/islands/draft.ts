// The heart of <auto-save>, without a browser: when to send, what to say, when to stop.
// At most one second passes between a keystroke and its sending; two sends never overlap.

/** What the server answered. `version` is the draft's new version after a save. */
export interface Answer {
  status: number;
  version?: string;
  said?: string;
}

export interface Outside {
  /** Sends the form as it is now. Rejects when the network does not answer. */
  send(leaving: boolean): Promise<Answer>;
  /** Shows one sentence. `fail` means that the text is not safe. */
  say(sentence: string, tone: "" | "ok" | "fail"): void;
  /** Writes the draft's new version into the form. */
  adopt(version: string): void;
}

/** Milliseconds from the first unsaved keystroke to its sending. */
export const PATIENCE = 800;
const RETRIES = [2_000, 5_000, 15_000];

export class Draft {
  #outside: Outside;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsaved = false;
  #sending = false;
  #failures = 0;
  #overtaken = false;

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** Something was typed. */
  changed(): void {
    this.#unsaved = true;
    if (!this.#overtaken && !this.#sending) this.#wait(PATIENCE);
  }

  /** The page goes away: what is pending leaves with it. */
  leave(): void {
    if (!this.#unsaved || this.#overtaken) return;
    this.stop();
    this.#unsaved = false;
    this.#outside.send(true).catch(() => undefined);
  }

  /** Nothing more will be sent by itself. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(milliseconds: number): void {
    this.#timer ??= setTimeout(() => void this.#save(), milliseconds);
  }

  async #save(): Promise<void> {
    this.#timer = undefined;
    this.#unsaved = false;
    this.#sending = true;
    try {
      this.#heard(await this.#outside.send(false));
    } catch {
      this.#failed("Pas encore enregistré\u00a0: le réseau ne répond pas. Nouvel essai dans un instant.");
    } finally {
      this.#sending = false;
    }
    if (this.#unsaved && !this.#overtaken) {
      this.#wait(this.#failures === 0 ? PATIENCE : (RETRIES[this.#failures - 1] ?? 15_000));
    }
  }

  #heard(answer: Answer): void {
    if (answer.status === 409) {
      this.#overtaken = true;
      this.#outside.say(
        answer.said ?? "Ce brouillon a été modifié ailleurs. Rien n’a été écrasé\u00a0: copiez votre texte, puis rechargez la page.",
        "fail",
      );
    } else if (answer.status >= 400) {
      this.#failed(answer.said ?? "Pas encore enregistré\u00a0: le serveur a refusé. Nouvel essai dans un instant.");
    } else {
      this.#failures = 0;
      if (answer.version !== undefined) this.#outside.adopt(answer.version);
      this.#outside.say(answer.said ?? "Enregistré", "ok");
    }
  }

  #failed(sentence: string): void {
    this.#failures += 1;
    this.#unsaved = true;
    this.#outside.say(sentence, "fail");
  }
}
