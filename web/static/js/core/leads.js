/**
 * The leads workspace: which leads the address asks for, in which order, and what each tells.
 *
 * @import { Bilingual, IntentKind, IntentView, LeadView } from "../protocol.js"
 */

/** @typedef {"new" | "contacted" | "meeting" | "negotiating" | "agreed" | "declined"} LeadStage */

/** @type {readonly LeadStage[]} */
export const STAGES = ["new", "contacted", "meeting", "negotiating", "agreed", "declined"];

/** @typedef {"question" | "vote" | "intent" | "revision" | "withdrawal" | "confirmation" | "retraction"} Signal */

/** One signal in a lead's story; `about` is the question or intent. @typedef {{ seq: number, at: string, signal: Signal, about: string }} Moment */

/**
 * All there is to a lead for one reader (docs/protocol.md, Other addresses of the API).
 *
 * @typedef {object} LeadSheet
 * @property {string} lead
 * @property {LeadView} view
 * @property {Bilingual} project_title
 * @property {string | null} contact there where the name is
 * @property {boolean} consented whether the project's presenters may know who it is
 * @property {IntentView[]} intents that are live
 * @property {Moment[]} story
 * @property {number} version of the work
 * @property {string} owner
 * @property {LeadStage} stage
 * @property {string} next_step
 * @property {string | null} due a date
 * @property {string} note
 */

/** What somebody changes; what is left out stays. @typedef {Partial<Pick<LeadSheet, "owner" | "stage" | "next_step" | "due" | "note">>} WorkChange */

/** The filters, by their names in the address. */
export const FILTERS = /** @type {const} */ (["project", "stage", "owner", "kind", "intent", "due", "q"]);

/** What takes every filter out of the address. @type {Record<string, null>} */
export const CLEARED = Object.fromEntries(FILTERS.map((name) => [name, null]));

/** @typedef {Partial<Record<typeof FILTERS[number] | "sort" | "lead", string>>} Query */

/** @param {string} search of an address @returns {Query} */
export function readQuery(search) {
  const known = [...FILTERS, "sort", "lead"];
  return Object.fromEntries([...new URLSearchParams(search)].filter(([name, value]) => known.includes(name) && value));
}

/** The address with some parameters changed; null or nothing takes one out. @param {Query} query @param {Record<string, string | null>} changes */
export function address(query, changes) {
  const next = Object.entries({ ...query, ...changes }).filter(([, value]) => value);
  return next.length ? `?${new URLSearchParams(/** @type {[string, string][]} */ (next))}` : "?";
}

/** Whether any filter narrows the list. @param {Query} query */
export const narrowed = (query) => FILTERS.some((name) => query[name]);

/** @type {Record<typeof FILTERS[number], (sheet: LeadSheet, wanted: string, today: string) => boolean>} */
const KEEPS = {
  project: (sheet, wanted) => sheet.view.project === wanted,
  stage: (sheet, wanted) => (wanted === "working" ? !isSettled(sheet) : sheet.stage === wanted),
  owner: (sheet, wanted) => (wanted === "-" ? !sheet.owner : sheet.owner === wanted),
  kind: (sheet, wanted) => sheet.intents.some((intent) => intent.terms.kind === wanted),
  intent: (sheet, wanted) => (wanted === "yes") === sheet.intents.length > 0,
  due: (sheet, wanted, today) => (DUE[wanted] ?? (() => true))(sheet, today),
  q: (sheet, wanted) => mentions(sheet, wanted),
};

/** @type {Record<string, (sheet: LeadSheet, today: string) => boolean>} */
const DUE = {
  overdue: isOverdue,
  week: (sheet, today) => sheet.due !== null && sheet.due <= inDays(today, 7),
  none: (sheet) => sheet.due === null,
};

/** @param {LeadSheet} sheet */
const isSettled = (sheet) => sheet.stage === "agreed" || sheet.stage === "declined";

/** Whether its date has passed without an outcome. @param {LeadSheet} sheet @param {string} today */
export function isOverdue(sheet, today) {
  return sheet.due !== null && sheet.due < today && !isSettled(sheet);
}

/** @param {string} date @param {number} days */
function inDays(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** @param {LeadSheet} sheet @param {string} text */
function mentions(sheet, text) {
  const { view, project_title: title } = sheet;
  const fields = [view.name, view.organisation, sheet.contact, title.zh, title.en, sheet.owner, sheet.next_step, sheet.note];
  const there = [...fields, ...sheet.intents.map((intent) => intent.comment)].join(" ").toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => there.includes(word));
}

/**
 * The leads that the address asks for, in its order.
 *
 * @param {readonly LeadSheet[]} sheets
 * @param {Query} query
 * @param {string} today as 2026-11-24
 */
export function chosen(sheets, query, today) {
  const kept = sheets.filter((sheet) => FILTERS.every((name) => !query[name] || KEEPS[name](sheet, query[name] ?? "", today)));
  return kept.sort(ORDERS[query.sort ?? ""] ?? ORDERS.latest);
}

/** @param {LeadSheet} sheet */
const latest = (sheet) => sheet.view.last_at ?? "";

/** @type {{ latest: Order } & Record<string, Order>} @typedef {(a: LeadSheet, b: LeadSheet) => number} Order */
export const ORDERS = {
  latest: (a, b) => latest(b).localeCompare(latest(a)),
  intents: (a, b) => b.intents.length - a.intents.length || ORDERS.latest(a, b),
  due: (a, b) => (a.due ?? "9999").localeCompare(b.due ?? "9999") || ORDERS.latest(a, b),
  stage: (a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || ORDERS.latest(a, b),
  name: (a, b) => (a.view.name ?? "\uffff").localeCompare(b.view.name ?? "\uffff", "zh-CN") || ORDERS.latest(a, b),
};

/**
 * What there is to choose from, so that no filter leads to nothing.
 *
 * @param {readonly LeadSheet[]} sheets
 * @returns {{ projects: Map<string, Bilingual>, owners: string[], kinds: IntentKind[] }}
 */
export function choices(sheets) {
  return {
    projects: new Map(sheets.map((sheet) => [sheet.view.project, sheet.project_title])),
    owners: [...new Set(sheets.map((sheet) => sheet.owner).filter(Boolean))].sort(),
    kinds: [...new Set(sheets.flatMap((sheet) => sheet.intents.map((intent) => intent.terms.kind)))].sort(),
  };
}

/** The sheets with one put in its place. @param {readonly LeadSheet[]} sheets @param {LeadSheet} sheet */
export const replaced = (sheets, sheet) => sheets.map((old) => (old.lead === sheet.lead ? sheet : old));

/** The lead before or after another in a list, by keyboard. @param {readonly LeadSheet[]} list @param {string | null} lead @param {1 | -1} step */
export function neighbour(list, lead, step) {
  const place = list.findIndex((sheet) => sheet.lead === lead);
  if (place < 0) return list.at(step > 0 ? 0 : -1)?.lead ?? null;
  return list[Math.min(Math.max(place + step, 0), list.length - 1)]?.lead ?? null;
}

/** Only what differs from what is there, or null. @param {LeadSheet} sheet @param {WorkChange} written @returns {WorkChange | null} */
export function difference(sheet, written) {
  const fields = /** @type {(keyof WorkChange)[]} */ (Object.keys(written)).filter((name) => written[name] !== sheet[name]);
  return fields.length ? Object.fromEntries(fields.map((name) => [name, written[name]])) : null;
}

/**
 * What becomes of a change that came too late: fields nobody else touched are tried again, the others are for a person
 * to decide.
 *
 * @param {LeadSheet} seen what the change was made to
 * @param {LeadSheet} fresh
 * @param {WorkChange} change
 * @returns {{ again: WorkChange, disputed: WorkChange }}
 */
export function reconcile(seen, fresh, change) {
  const names = /** @type {(keyof WorkChange)[]} */ (Object.keys(change)).filter((name) => fresh[name] !== change[name]);
  /** @param {boolean} wanted */
  const having = (wanted) =>
    Object.fromEntries(names.filter((name) => (fresh[name] !== seen[name]) === wanted).map((name) => [name, change[name]]));
  return { again: having(false), disputed: having(true) };
}
