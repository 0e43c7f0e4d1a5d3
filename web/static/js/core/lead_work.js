/**
 * Changes of the work on a lead: what differs, what becomes of one that came too late, and how one is undone.
 *
 * @import { LeadRow, WorkChange } from "./leads.js"
 */

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** @param {WorkChange} change */
const namesOf = (change) => /** @type {(keyof WorkChange)[]} */ (Object.keys(change));

/** Only what differs from what is there, or null. @param {LeadRow} row @param {WorkChange} written @returns {WorkChange | null} */
export function difference(row, written) {
  const names = namesOf(written).filter((name) => !same(written[name], row[name]));
  return names.length ? Object.fromEntries(names.map((name) => [name, written[name]])) : null;
}

/**
 * What becomes of a change that came too late: fields nobody else touched are tried again, the others are for a person
 * to decide.
 *
 * @param {LeadRow} seen what the change was made to
 * @param {LeadRow} fresh
 * @param {WorkChange} change
 * @returns {{ again: WorkChange, disputed: WorkChange }}
 */
export function reconcile(seen, fresh, change) {
  const names = namesOf(change).filter((name) => !same(fresh[name], change[name]));
  /** @param {boolean} wanted */
  const having = (wanted) =>
    Object.fromEntries(names.filter((name) => !same(fresh[name], seen[name]) === wanted).map((name) => [name, change[name]]));
  return { again: having(false), disputed: having(true) };
}

/** What takes a change back. @param {LeadRow} before @param {WorkChange} change @returns {WorkChange} */
export function inverse(before, change) {
  const names = namesOf(change);
  const undone = Object.fromEntries(names.map((name) => [name, before[name]]));
  return names.includes("stage") && before.stage === "disqualified" ? { ...undone, lost_reason: before.lost_reason } : undone;
}

/**
 * What giving a lead to somebody comes to: one that nobody had is now assigned.
 *
 * @param {LeadRow} row @param {string | null} owner @returns {WorkChange}
 */
export function assigned(row, owner) {
  if (owner && row.stage === "new") return { owner, stage: "assigned" };
  return !owner && row.stage === "assigned" ? { owner, stage: "new" } : { owner };
}

/** The tags with one more, or without it. @param {readonly string[]} tags @param {string} tag @returns {string[]} */
export function tagged(tags, tag) {
  const wanted = tag.trim();
  if (!wanted) return [...tags];
  const others = tags.filter((one) => one.toLowerCase() !== wanted.toLowerCase());
  return others.length < tags.length ? others : [...tags, wanted];
}
