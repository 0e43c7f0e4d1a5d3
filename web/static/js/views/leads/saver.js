/**
 * How changes of leads are saved: one lead with care for what others changed, several at once with a way back.
 *
 * @import { Signal } from "@preact/signals"
 * @import { LeadRow, WorkChange } from "../../core/leads.js"
 * @import { Workspace } from "./workspace.js"
 */
import { signal } from "@preact/signals";

import { difference, inverse, reconcile } from "../../core/lead_work.js";
import { replaced } from "../../core/leads.js";
import { Refused, patch } from "../../net/read.js";
import { toast } from "../toast.js";

/** Each time that a save comes too late, somebody else has saved. */
const TRIES = 3;

/** So many leads go into one request. */
const SEVERAL = 100;

/**
 * How saving a lead goes. `disputed` fields were changed by somebody else meanwhile.
 *
 * @typedef {{ lead: string } & ({ name: "saving" | "saved" } | { name: "disputed", disputed: WorkChange } | { name: "failed", text: string, change: WorkChange })} Saving
 */

/** A change of each of several leads. @typedef {Map<string, WorkChange>} Several */

export class Saver {
  /** @type {Signal<Saving | null>} */
  saving = signal(null);

  /** What takes the last change of several leads back. @type {Signal<{ text: string, changes: Several } | null>} */
  undoable = signal(null);

  /** Changes are saved one after the other. @type {Promise<void>} */
  #turn = Promise.resolve();

  /** @param {Workspace} workspace */
  constructor(workspace) {
    this.workspace = workspace;
  }

  get #url() {
    return `/api/seats/${this.workspace.seat}/leads`;
  }

  /** Save a change in its turn. @param {LeadRow} seen what it was made to @param {WorkChange} change */
  save(seen, change) {
    this.#turn = this.#turn.then(() => this.#settle(seen, change));
    return this.#turn;
  }

  /** @param {LeadRow} seen @param {WorkChange} change */
  async #settle(seen, change) {
    const { lead } = seen;
    this.saving.value = { name: "saving", lead };
    try {
      const disputed = await this.#put(seen, change, TRIES);
      this.saving.value = Object.keys(disputed).length ? { name: "disputed", lead, disputed } : { name: "saved", lead };
    } catch (error) {
      this.saving.value = { name: "failed", lead, text: this.#said(error), change };
    }
  }

  /** @param {unknown} error */
  #said(error) {
    return error instanceof Refused ? error.problem.title : this.workspace.words.say("No connection. Nothing was saved.");
  }

  /** Put what nobody else touched; returns what somebody did. @param {LeadRow} seen @param {WorkChange} change @param {number} tries @returns {Promise<WorkChange>} */
  async #put(seen, change, tries) {
    const fresh = this.workspace.byLead.peek().get(seen.lead) ?? seen;
    const { again, disputed } = reconcile(seen, fresh, change);
    if (!Object.keys(again).length) return disputed;
    try {
      this.workspace.sheets.take(await patch(`${this.#url}/${fresh.lead}`, { version: fresh.version, ...again }, fetch.bind(globalThis)));
      return disputed;
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.code !== "version_stale" || !tries) throw error;
      await this.workspace.rows.refresh();
      return this.#put(seen, change, tries - 1);
    }
  }

  /**
   * Change several leads, each for itself, and remember how to take it back.
   *
   * @param {string} text what was done
   * @param {readonly LeadRow[]} rows
   * @param {(row: LeadRow) => WorkChange} changeOf
   */
  async several(text, rows, changeOf) {
    /** @type {[LeadRow, WorkChange][]} */
    const wanted = rows.flatMap((row) => {
      const change = difference(row, changeOf(row));
      return change ? [[row, change]] : [];
    });
    const done = await this.#send(new Map(wanted.map(([row, change]) => [row.lead, change])));
    const back = wanted.filter(([row]) => done.has(row.lead)).map(([row, change]) => /** @type {const} */ ([row.lead, inverse(row, change)]));
    if (back.length) this.undoable.value = { text, changes: new Map(back) };
  }

  /** Take the last change of several leads back. */
  async undo() {
    const last = this.undoable.peek();
    this.undoable.value = null;
    if (last) await this.#send(last.changes);
  }

  /** Send the changes to the versions that are known; the leads that were changed. @param {Several} changes */
  async #send(changes) {
    const rows = this.workspace.byLead.peek();
    const all = [...changes].flatMap(([lead, change]) => (rows.has(lead) ? [{ lead, version: rows.get(lead)?.version, ...change }] : []));
    /** @type {Set<string>} */
    const done = new Set();
    for (let place = 0; place < all.length; place += SEVERAL) {
      try {
        for (const lead of await this.#part(all.slice(place, place + SEVERAL))) done.add(lead);
      } catch (error) {
        toast(this.#said(error), "danger");
        break;
      }
    }
    this.workspace.rows.hint();
    return done;
  }

  /** @param {object[]} changes @returns {Promise<string[]>} the leads that were changed */
  async #part(changes) {
    /** @type {{ lead: string, row?: LeadRow, title?: string }[]} */
    const results = await patch(this.#url, { changes }, fetch.bind(globalThis));
    const fresh = results.flatMap(({ row }) => (row ? [row] : []));
    this.workspace.rows.items.value = replaced(this.workspace.rows.items.peek(), fresh);
    const refused = results.filter(({ row }) => !row);
    if (refused.length) toast(`${this.workspace.words.count(refused.length, "{count} lead was not changed.", "{count} leads were not changed.")} ${refused[0]?.title ?? ""}`, "danger");
    return fresh.map(({ lead }) => lead);
  }
}
