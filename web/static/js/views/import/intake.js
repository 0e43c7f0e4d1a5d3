/**
 * The state of the import page: a file, what its columns mean, and what came of it.
 *
 * @import { Signal } from "@preact/signals"
 * @import { Preview, Report, Outcome } from "../../core/importing.js"
 * @import { Seat } from "../../pages/seat.js"
 */
import { signal } from "@preact/signals";

import { foremost, mapped, takeUrl, tally } from "../../core/importing.js";
import { problem } from "../../net/post.js";
import { Refused, send } from "../../net/read.js";

export class Intake {
  /** @type {Signal<File | null>} */
  file = signal(null);

  /** @type {Signal<Preview | null>} */
  preview = signal(null);

  /** What each column is taken for. @type {Signal<readonly string[]>} */
  fields = signal([]);

  /** @type {Signal<Report | null>} */
  report = signal(null);

  /** Whether it was taken in, and not undone since. @type {Signal<"" | "taken" | "undone">} */
  done = signal("");

  /** Which rows are looked at. @type {Signal<Outcome>} */
  shown = signal("updated");

  /** @type {Signal<boolean>} */
  busy = signal(false);

  /** Why it does not go on, as a sentence. @type {Signal<string>} */
  trouble = signal("");

  /** @param {Seat} place */
  constructor(place) {
    this.place = place;
    this.seat = place.boot.seat;
  }

  get words() {
    return this.place.words.value;
  }

  /** @param {File | undefined} file */
  choose(file) {
    if (!file) return;
    this.file.value = file;
    this.preview.value = this.report.value = null;
    this.done.value = "";
    void this.#work(async () => {
      const preview = await this.#post(`/api/seats/${this.seat}/leads/import/preview`);
      this.fields.value = preview.columns.map((/** @type {{ field: string }} */ column) => column.field);
      this.preview.value = preview;
    });
  }

  /** @param {number} place @param {string} field */
  map(place, field) {
    this.fields.value = mapped(this.fields.peek(), place, field);
    this.report.value = null;
    this.done.value = "";
  }

  /** See what each row would do, or have it done. @param {{ apply: boolean }} how */
  take({ apply }) {
    return this.#work(async () => {
      const crm = this.preview.peek()?.crm ?? "";
      this.report.value = await this.#post(takeUrl(this.seat, this.fields.peek(), crm, apply));
      this.shown.value = foremost(tally(this.report.value?.rows ?? []));
      this.done.value = apply ? "taken" : "";
    });
  }

  /** Put everything back; how many leads stay because somebody changed them since. */
  undo() {
    return this.#work(async () => {
      const at = this.report.peek()?.at;
      const undone = await send("POST", `/api/seats/${this.seat}/leads/import/undo`, { at }, fetch.bind(globalThis));
      this.left = undone.filter((/** @type {{ code?: string }} */ one) => one.code).length;
      this.done.value = "undone";
    });
  }

  left = 0;

  /** @param {string} url */
  async #post(url) {
    const response = await fetch(url, { method: "POST", headers: { "Content-Type": "text/csv" }, body: this.file.peek() });
    if (!response.ok) throw new Refused(await problem(response));
    return response.json();
  }

  /** @param {() => Promise<void>} work */
  async #work(work) {
    this.busy.value = true;
    this.trouble.value = "";
    try {
      await work();
    } catch (error) {
      this.trouble.value = error instanceof Refused ? told(error) : this.words.say("No connection. Nothing was changed.");
    } finally {
      this.busy.value = false;
    }
  }
}

/** @param {Refused} refused */
function told({ problem: { title, detail } }) {
  return detail ? `${title} (${detail})` : title;
}
