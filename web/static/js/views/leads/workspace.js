/**
 * The state of the leads page: the leads, the address that chooses among them, and what is picked for changing.
 *
 * @import { ReadonlySignal, Signal } from "@preact/signals"
 * @import { Roll } from "../../core/lead_list.js"
 * @import { Around, Colleague, LeadRow, Query } from "../../core/leads.js"
 * @import { Kept } from "../../net/kept.js"
 * @import { Seat } from "../../pages/seat.js"
 */
import { batch, computed, effect, signal } from "@preact/signals";

import { ordered } from "../../core/lead_list.js";
import { address, chosen, readQuery } from "../../core/leads.js";
import { Saver } from "./saver.js";
import { Sheets } from "./sheets.js";

/** @type {Around} */
const NOTHING = { me: "", people: [], projects: {}, most: { total: 100, intent: 1, fit: 1, engagement: 1, recency: 1 } };

export class Workspace {
  /** @type {Signal<Query>} */
  query = signal(readQuery(location.search));

  /** Where the keyboard is in the list. @type {Signal<string | null>} */
  cursor = signal(null);

  /** Leads that are picked to be changed together. @type {Signal<ReadonlySet<string>>} */
  picked = signal(new Set());

  /** Whether somebody points at the list, so that nothing may move under their hands. @type {Signal<boolean>} */
  held = signal(false);

  /** @type {Signal<boolean>} */
  helping = signal(false);

  /** The order that is shown, and how many leads are not in it yet. @type {Signal<{ order: readonly string[], fresh: number }>} */
  #shown = signal({ order: [], fresh: 0 });

  /** @param {Seat} place where the reader sits @param {Kept<LeadRow>} rows @param {Roll} roll */
  constructor(place, rows, roll) {
    this.place = place;
    this.seat = place.boot.seat;
    this.rows = rows;
    this.#roll = roll;
    this.saver = new Saver(this);
    this.sheets = new Sheets(this);
    addEventListener("popstate", () => (this.query.value = readQuery(location.search)));
    this.#follow();
  }

  #roll;

  /** Today where the reader is, as 2026-11-24. @type {ReadonlySignal<string>} */
  today = computed(() => new Date(this.place.now.value).toLocaleDateString("sv"));

  /** @type {ReadonlySignal<ReadonlyMap<string, LeadRow>>} */
  byLead = computed(() => new Map(this.rows.items.value.map((row) => [row.lead, row])));

  /** Who may own leads, what projects are called, and what a score can come to. @type {ReadonlySignal<Around>} */
  around = computed(() => (void this.rows.items.value, this.#roll.around ?? NOTHING));

  /** What the address asks for. @type {ReadonlySignal<LeadRow[]>} */
  wanted = computed(() => chosen(this.rows.items.value, this.query.value, this.today.value, (row) => this.#names(row)));

  /** What is shown of it, in the order in which it is. @type {ReadonlySignal<LeadRow[]>} */
  list = computed(() => this.#shown.value.order.map((lead) => this.byLead.value.get(lead)).filter((row) => row !== undefined));

  /** How many leads wait to be shown. @type {ReadonlySignal<number>} */
  fresh = computed(() => this.#shown.value.fresh);

  /** The lead that is open, also where the filters leave it out. @type {ReadonlySignal<LeadRow | null>} */
  open = computed(() => this.byLead.value.get(this.query.value.lead ?? "") ?? null);

  /** Whether the reader may change anything. */
  get works() {
    return this.place.boot.role === "organizer" || this.place.boot.role === "presenter";
  }

  /** Who reads. */
  get me() {
    return this.around.value.me;
  }

  get words() {
    return this.place.words.value;
  }

  get picture() {
    return this.place.live.picture.value;
  }

  #names = (/** @type {LeadRow} */ row) => {
    const { zh = "", en = "" } = this.around.value.projects[row.view.project] ?? {};
    return `${zh} ${en} ${this.colleague(row.owner)?.name ?? ""}`;
  };

  /** @param {string | null} person @returns {Colleague | undefined} */
  colleague(person) {
    return this.around.value.people.find((one) => one.person === person);
  }

  /** What an owner is called; one who has left has no name here any more. @param {string | null} person */
  ownerOf(person) {
    if (!person) return "";
    return this.colleague(person)?.name || this.words.say("Somebody who left");
  }

  #follow() {
    const keyOf = (/** @type {Query} */ query) => JSON.stringify({ ...query, lead: "" });
    let asked = keyOf(this.query.peek());
    effect(() => {
      const wanted = this.wanted.value.map((row) => row.lead);
      const key = keyOf(this.query.value);
      const held = this.held.value && key === asked;
      asked = key;
      this.#shown.value = ordered(this.#shown.peek().order, wanted, (lead) => this.byLead.value.has(lead), held);
    });
  }

  /** Show what has come. */
  catchUp() {
    this.#shown.value = { order: this.wanted.peek().map((row) => row.lead), fresh: 0 };
  }

  /** Go where a link leads, without a new page. @param {Record<string, string | null>} changes @param {{ replace?: boolean }} [how] */
  go(changes, { replace = false } = {}) {
    const url = address(this.query.peek(), changes);
    history[replace ? "replaceState" : "pushState"](null, "", url);
    batch(() => {
      this.query.value = readQuery(location.search);
      if (changes.lead) this.cursor.value = changes.lead;
    });
  }

  /** @param {string} lead */
  pick(lead) {
    const picked = new Set(this.picked.peek());
    if (!picked.delete(lead)) picked.add(lead);
    this.picked.value = picked;
  }

  /** All that the filters leave, or none. */
  pickAll() {
    const all = this.list.peek().map((row) => row.lead);
    this.picked.value = this.picked.peek().size === all.length ? new Set() : new Set(all);
  }
}
