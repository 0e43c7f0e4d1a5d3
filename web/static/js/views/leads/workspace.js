/**
 * The state of the leads page: the leads, the address that chooses among them, and the work that is being saved.
 *
 * @import { ReadonlySignal, Signal } from "@preact/signals"
 * @import { LeadSheet, Query, WorkChange } from "../../core/leads.js"
 * @import { Kept } from "../../net/kept.js"
 * @import { Seat } from "../../pages/seat.js"
 */
import { computed, signal } from "@preact/signals";

import { address, chosen, readQuery, reconcile, replaced } from "../../core/leads.js";
import { Refused, patch } from "../../net/read.js";

/**
 * How saving a lead goes. `disputed` fields were changed by somebody else meanwhile.
 *
 * @typedef {{ lead: string } & ({ name: "saving" | "saved" } | { name: "disputed", disputed: WorkChange } | { name: "failed", text: string, change: WorkChange })} Saving
 */

export class Workspace {
  /** @type {Signal<Query>} */
  query = signal(readQuery(location.search));

  /** @type {Signal<Saving | null>} */
  saving = signal(null);

  /** @param {Seat} place where the reader sits @param {Kept<LeadSheet>} sheets */
  constructor(place, sheets) {
    this.place = place;
    this.seat = place.boot.seat;
    this.sheets = sheets;
    addEventListener("popstate", () => (this.query.value = readQuery(location.search)));
  }

  /** Today where the reader is, as 2026-11-24. @type {ReadonlySignal<string>} */
  today = computed(() => new Date(this.place.now.value).toLocaleDateString("sv"));

  /** What the address asks for. @type {ReadonlySignal<LeadSheet[]>} */
  list = computed(() => chosen(this.sheets.items.value, this.query.value, this.today.value));

  /** The lead that is open, also where the filters leave it out. @type {ReadonlySignal<LeadSheet | null>} */
  open = computed(() => this.sheets.items.value.find((sheet) => sheet.lead === this.query.value.lead) ?? null);

  get words() {
    return this.place.words.value;
  }

  get picture() {
    return this.place.live.picture.value;
  }

  /** Go where a link leads, without a new page. @param {Record<string, string | null>} changes @param {{ replace?: boolean }} [how] */
  go(changes, { replace = false } = {}) {
    const url = address(this.query.peek(), changes);
    history[replace ? "replaceState" : "pushState"](null, "", url);
    this.query.value = readQuery(location.search);
  }

  /** @param {LeadSheet} sheet as it was seen @param {WorkChange} change */
  async save(sheet, change) {
    const { lead } = sheet;
    this.saving.value = { name: "saving", lead };
    try {
      await this.#send(sheet, change);
      this.saving.value = { name: "saved", lead };
    } catch (error) {
      await this.#refused(sheet, change, error);
    }
  }

  /** @param {LeadSheet} sheet @param {WorkChange} change */
  async #send(sheet, change) {
    const url = `/api/seats/${this.seat}/leads/${sheet.lead}`;
    const saved = await patch(url, { version: sheet.version, ...change }, fetch.bind(globalThis));
    this.sheets.items.value = replaced(this.sheets.items.peek(), saved);
    this.sheets.hint();
  }

  /** @param {LeadSheet} seen @param {WorkChange} change @param {unknown} error */
  async #refused(seen, change, error) {
    const { lead } = seen;
    if (!(error instanceof Refused)) return this.#failed(lead, this.words.say("No connection. Nothing was saved."), change);
    if (error.problem.code !== "version_stale") return this.#failed(lead, error.problem.title, change);
    await this.sheets.refresh();
    const fresh = this.sheets.items.peek().find((sheet) => sheet.lead === lead);
    if (!fresh) return this.#failed(lead, error.problem.title, change);
    const { again, disputed } = reconcile(seen, fresh, change);
    if (Object.keys(again).length) await this.save(fresh, again);
    if (Object.keys(disputed).length) this.saving.value = { name: "disputed", lead, disputed };
    else if (!Object.keys(again).length) this.saving.value = { name: "saved", lead };
  }

  /** @param {string} lead @param {string} text @param {WorkChange} change */
  #failed(lead, text, change) {
    this.saving.value = { name: "failed", lead, text, change };
  }
}
