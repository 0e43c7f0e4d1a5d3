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

/** Each time that a save comes too late, somebody else has saved. */
const TRIES = 3;

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

  /** Changes are saved one after the other. @type {Promise<void>} */
  #turn = Promise.resolve();

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

  /** Save a change in its turn. @param {LeadSheet} seen what it was made to @param {WorkChange} change */
  save(seen, change) {
    this.#turn = this.#turn.then(() => this.#settle(seen, change));
    return this.#turn;
  }

  /** @param {LeadSheet} seen @param {WorkChange} change */
  async #settle(seen, change) {
    const { lead } = seen;
    this.saving.value = { name: "saving", lead };
    try {
      const disputed = await this.#put(seen, change, TRIES);
      this.saving.value = Object.keys(disputed).length ? { name: "disputed", lead, disputed } : { name: "saved", lead };
    } catch (error) {
      const text = error instanceof Refused ? error.problem.title : this.words.say("No connection. Nothing was saved.");
      this.saving.value = { name: "failed", lead, text, change };
    }
  }

  /** Put what nobody else touched; returns what somebody did. @param {LeadSheet} seen @param {WorkChange} change @param {number} tries @returns {Promise<WorkChange>} */
  async #put(seen, change, tries) {
    const fresh = this.sheets.items.peek().find((sheet) => sheet.lead === seen.lead) ?? seen;
    const { again, disputed } = reconcile(seen, fresh, change);
    if (!Object.keys(again).length) return disputed;
    try {
      await this.#send(fresh, again);
      return disputed;
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.code !== "version_stale" || !tries) throw error;
      await this.sheets.refresh();
      return this.#put(seen, change, tries - 1);
    }
  }

  /** @param {LeadSheet} sheet @param {WorkChange} change */
  async #send(sheet, change) {
    const url = `/api/seats/${this.seat}/leads/${sheet.lead}`;
    const saved = await patch(url, { version: sheet.version, ...change }, fetch.bind(globalThis));
    this.sheets.items.value = replaced(this.sheets.items.peek(), saved);
    this.sheets.hint();
  }
}
