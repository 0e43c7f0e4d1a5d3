/**
 * A long list that lives: pages of changes put together, the part of it that is in sight, and an order that stays while
 * somebody points at it.
 *
 * @import { Around, LeadRow } from "./leads.js"
 */

/** What changed after a revision (docs/protocol.md, Leads). @typedef {{ epoch: string, revision: number, more: boolean, rows: readonly LeadRow[], gone: readonly string[] } & Around} LeadPage */

/** The rows of the list, kept up by pages of what changed. */
export class Roll {
  /** @type {Map<string, LeadRow>} */
  #rows = new Map();
  #epoch = "";
  #revision = 0;
  #read;

  /** @type {Around | null} */
  around = null;

  /** @param {(query: string) => Promise<LeadPage>} read a page */
  constructor(read) {
    this.#read = read;
  }

  /** Read what changed; all rows. @returns {Promise<readonly LeadRow[]>} */
  async refresh() {
    for (let more = true; more; ) {
      const page = await this.#read(`?${new URLSearchParams({ epoch: this.#epoch, after: String(this.#revision) })}`);
      this.#take(page);
      more = page.more;
    }
    return [...this.#rows.values()];
  }

  /** @param {LeadPage} page */
  #take(page) {
    if (page.epoch !== this.#epoch) this.#rows.clear();
    this.#epoch = page.epoch;
    this.#revision = page.revision;
    for (const row of page.rows) this.#rows.set(row.lead, row);
    for (const lead of page.gone) this.#rows.delete(lead);
    this.around = { me: page.me, people: page.people, projects: page.projects, most: page.most };
  }
}

/**
 * Which rows to draw: those in sight and some around them, `last` excluded.
 *
 * @param {number} count @param {number} height of a row @param {number} top how far it is scrolled @param {number} view how much is in sight
 */
export function inSight(count, height, top, view) {
  const around = 8;
  const first = Math.max(0, Math.min(Math.floor(top / height), count) - around);
  return { first, last: Math.min(count, Math.ceil((top + view) / height) + around) };
}

/**
 * The order to show: as it was while it is held, as it should be otherwise. Rows that are gone leave in either case.
 *
 * @param {readonly string[]} shown @param {readonly string[]} wanted @param {(lead: string) => boolean} there @param {boolean} held
 * @returns {{ order: readonly string[], fresh: number }} with how many are not shown yet
 */
export function ordered(shown, wanted, there, held) {
  if (!held) return { order: wanted, fresh: 0 };
  const known = new Set(shown);
  return { order: shown.filter(there), fresh: wanted.filter((lead) => !known.has(lead)).length };
}
