/**
 * The leads workspace: which leads the address asks for, in which order, and what a change of their work comes to.
 *
 * @import { Amount, Bilingual, IntentKind, IntentState, LeadView, Level, Role } from "../protocol.js"
 */

/** @typedef {"new" | "assigned" | "contacted" | "qualified" | "meeting" | "negotiating" | "converted" | "nurture" | "disqualified" | "erased"} LeadStage */

/** Those that somebody may choose. @type {readonly LeadStage[]} */
export const STAGES = ["new", "assigned", "contacted", "qualified", "meeting", "negotiating", "converted", "nurture", "disqualified"];

/** @typedef {"no_interest" | "no_answer" | "no_fit" | "timing" | "terms" | "duplicate" | "test" | "other"} LostReason */

/** @type {readonly LostReason[]} */
export const REASONS = ["no_interest", "no_answer", "no_fit", "timing", "terms", "duplicate", "test", "other"];

/** @typedef {"mail" | "phone" | "message"} Channel */

/** @type {readonly Channel[]} */
export const CHANNELS = ["mail", "phone", "message"];

/** @typedef {"ticket" | "stage" | "field" | "region"} Fit */

/** @type {readonly Fit[]} */
export const FITS = ["ticket", "stage", "field", "region"];

/** @typedef {{ total: number, intent: number, fit: number, engagement: number, recency: number }} Score */

/** @typedef {{ intent: string, kind: IntentKind, level: Level, amount: Amount | null, state: IntentState }} IntentBrief */

/**
 * The work on a lead.
 *
 * @typedef {object} Work
 * @property {number} version
 * @property {string | null} owner a person
 * @property {LeadStage} stage
 * @property {LostReason | null} lost_reason
 * @property {string} next_step
 * @property {string | null} due a date
 * @property {readonly string[]} tags
 * @property {readonly Fit[]} fit
 * @property {boolean} do_not_contact
 * @property {readonly Channel[]} channels
 * @property {Record<string, string>} external
 */

/**
 * One lead of the list (docs/protocol.md, Leads).
 *
 * @typedef {object} LeadSeen
 * @property {string} lead
 * @property {number} revision
 * @property {LeadView} view
 * @property {string | null} contact there where the name is
 * @property {boolean} consented whether the project's presenters may know who it is
 * @property {readonly IntentBrief[]} intents that are live
 * @property {number} watched seconds
 * @property {boolean} waiting whether an answer is owed
 * @property {Score} score
 * @property {readonly string[]} merged leads that are shown under this one
 * @property {number} notes how many
 * @property {string} last_note
 * @typedef {LeadSeen & Work} LeadRow
 */

/** What somebody changes; what is left out stays. @typedef {Partial<Omit<Work, "version">>} WorkChange */

/** Somebody who may own leads: all, or those of a project. @typedef {{ person: string, name: string, role: Role, project: string | null }} Colleague */

/** What the list is read with. @typedef {{ me: string, people: readonly Colleague[], projects: Record<string, Bilingual>, most: Score }} Around */

/** The filters, by their names in the address. */
export const FILTERS = /** @type {const} */ (["project", "stage", "owner", "kind", "intent", "tag", "due", "answer", "q"]);

/** What takes every filter out of the address. @type {Record<string, null>} */
export const CLEARED = Object.fromEntries(FILTERS.map((name) => [name, null]));

/** @typedef {Partial<Record<typeof FILTERS[number] | "sort" | "lead" | "view", string>>} Query */

/** @param {string} search of an address @returns {Query} */
export function readQuery(search) {
  const known = [...FILTERS, "sort", "lead", "view"];
  return Object.fromEntries([...new URLSearchParams(search)].filter(([name, value]) => known.includes(name) && value));
}

/** The address with some parameters changed; null or nothing takes one out. @param {Query} query @param {Record<string, string | null>} changes */
export function address(query, changes) {
  const next = Object.entries({ ...query, ...changes }).filter(([, value]) => value);
  return next.length ? `?${new URLSearchParams(/** @type {[string, string][]} */ (next))}` : "?";
}

/** Whether any filter narrows the list. @param {Query} query */
export const narrowed = (query) => FILTERS.some((name) => query[name]);

/** @type {Record<typeof FILTERS[number], (row: LeadRow, wanted: string, today: string, names: (row: LeadRow) => string) => boolean>} */
const KEEPS = {
  project: (row, wanted) => row.view.project === wanted,
  stage: (row, wanted) => (wanted === "working" ? !isSettled(row) : row.stage === wanted),
  owner: (row, wanted) => (wanted === "-" ? !row.owner : row.owner === wanted),
  kind: (row, wanted) => row.intents.some((intent) => intent.kind === wanted),
  intent: (row, wanted) => (wanted === "yes") === row.intents.length > 0,
  tag: (row, wanted) => row.tags.includes(wanted),
  due: (row, wanted, today) => (DUE[wanted] ?? (() => true))(row, today),
  answer: (row) => row.waiting,
  q: (row, wanted, today, names) => mentions(row, wanted, names(row)),
};

/** @type {Record<string, (row: LeadRow, today: string) => boolean>} */
const DUE = {
  overdue: isOverdue,
  week: (row, today) => row.due !== null && row.due <= inDays(today, 7),
  none: (row) => row.due === null,
};

/** @type {ReadonlySet<LeadStage>} */
const SETTLED = new Set(["converted", "disqualified", "erased"]);

/** @param {LeadRow} row */
const isSettled = (row) => SETTLED.has(row.stage);

/** Whether its date has passed without an outcome. @param {LeadRow} row @param {string} today */
export function isOverdue(row, today) {
  return row.due !== null && row.due < today && !isSettled(row);
}

/** @param {string} date @param {number} days */
function inDays(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** @param {LeadRow} row @param {string} text @param {string} names of its project and owner */
function mentions(row, text, names) {
  const { view } = row;
  const fields = [view.name, view.organisation, row.contact, names, row.next_step, row.last_note, ...row.tags];
  const there = fields.join(" ").toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => there.includes(word));
}

/**
 * The leads that the address asks for, in its order.
 *
 * @param {readonly LeadRow[]} rows
 * @param {Query} query
 * @param {string} today as 2026-11-24
 * @param {(row: LeadRow) => string} [names] what its project and owner are called
 */
export function chosen(rows, query, today, names = () => "") {
  const wanted = FILTERS.filter((name) => query[name]);
  const kept = rows.filter((row) => wanted.every((name) => KEEPS[name](row, query[name] ?? "", today, names)));
  return kept.sort(ORDERS[query.sort ?? ""] ?? ORDERS.latest);
}

/** @param {LeadRow} row */
const latest = (row) => row.view.last_at ?? "";

/** Names in the order of the alphabet, Chinese ones by their sound. */
const NAMES = new Intl.Collator("zh-CN");

/** @param {string} a @param {string} b */
const compared = (a, b) => (a < b ? -1 : Number(a > b));

/** @type {{ latest: Order } & Record<string, Order>} @typedef {(a: LeadRow, b: LeadRow) => number} Order */
export const ORDERS = {
  latest: (a, b) => compared(latest(b), latest(a)) || compared(a.lead, b.lead),
  score: (a, b) => b.score.total - a.score.total || ORDERS.latest(a, b),
  due: (a, b) => compared(a.due ?? "9999", b.due ?? "9999") || ORDERS.latest(a, b),
  stage: (a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || ORDERS.latest(a, b),
  name: (a, b) => NAMES.compare(a.view.name ?? "\uffff", b.view.name ?? "\uffff") || ORDERS.latest(a, b),
};

/**
 * What there is to choose from, so that no filter leads to nothing.
 *
 * @param {readonly LeadRow[]} rows
 * @returns {{ projects: string[], owners: string[], kinds: IntentKind[], tags: string[] }}
 */
export function choices(rows) {
  return {
    projects: [...new Set(rows.map((row) => row.view.project))],
    owners: [...new Set(rows.map((row) => row.owner).filter((owner) => owner !== null))],
    kinds: [...new Set(rows.flatMap((row) => row.intents.map((intent) => intent.kind)))].sort(),
    tags: [...new Set(rows.flatMap((row) => row.tags))].sort(NAMES.compare),
  };
}

/** The rows with some put in their places. @param {readonly LeadRow[]} rows @param {readonly LeadRow[]} fresh */
export function replaced(rows, fresh) {
  const by = new Map(fresh.map((row) => [row.lead, row]));
  return rows.map((old) => by.get(old.lead) ?? old);
}

/** The lead before or after another in a list, by keyboard. @param {readonly LeadRow[]} list @param {string | null} lead @param {1 | -1} step */
export function neighbour(list, lead, step) {
  const place = list.findIndex((row) => row.lead === lead);
  if (place < 0) return list.at(step > 0 ? 0 : -1)?.lead ?? null;
  return list[Math.min(Math.max(place + step, 0), list.length - 1)]?.lead ?? null;
}
