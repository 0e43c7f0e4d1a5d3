/**
 * Where an intent stands between its two sides: who is to act, and until when.
 *
 * @import { IntentState, ShowView, Terms } from "../protocol.js"
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @typedef {{ state: IntentState, terms: Terms, at: string, since: string }} Standing */

/** How many intents one command names. */
export const MOST = 200;

/** One version of an intent. @param {{ intent: string, version: number }} one */
export const sightOf = ({ intent, version }) => `${intent} ${version}`;

/**
 * Those nobody has told of yet that they are looked at, as many as one command names; the next time the rest.
 *
 * @template {{ intent: string, version: number, state: IntentState }} T
 * @param {readonly T[]} intents
 * @param {ReadonlySet<string>} told what was told of before, by `sightOf`
 * @returns {T[]}
 */
export const unseen = (intents, told) => intents.filter((one) => one.state === "submitted" && !told.has(sightOf(one))).slice(0, MOST);

/** Whether it waits for its presenter's yes or no. @param {{ state: IntentState }} intent */
export const unanswered = ({ state }) => state === "submitted" || state === "seen";

/** Whether its investor may confirm it; conditions bar that. @param {Standing} intent */
export const confirmable = ({ state, terms }) => state === "accepted" && !terms.conditions.length;

/** Whether its presenter may decline it still. @param {{ state: IntentState }} intent */
export const declinable = (intent) => unanswered(intent) || intent.state === "accepted";

/**
 * When it expires by the clock of the roadshow, in milliseconds; the day it names itself may come first. Null where no
 * clock runs.
 *
 * @param {Standing} intent
 * @param {Pick<ShowView, "accept_within" | "confirm_within"> | null} show
 */
export function due(intent, show) {
  if (!show) return null;
  if (unanswered(intent)) return Date.parse(intent.at) + show.accept_within * HOUR;
  return intent.state === "accepted" ? Date.parse(intent.since) + show.confirm_within * DAY : null;
}

/** The day an investor named, where it comes before the clock runs out. @param {Standing} intent @param {number | null} clock */
export function dayBefore(intent, clock) {
  const day = intent.terms.decide_by;
  return day && clock !== null && Date.parse(day) < clock - DAY ? day : null;
}

/**
 * What waits for an answer first, what has waited longest before the rest; then what was said last.
 *
 * @template {Standing & { seq: number }} T
 * @param {readonly T[]} intents
 */
export const byUrgency = (intents) =>
  intents.toSorted(
    (a, b) =>
      Number(unanswered(b)) - Number(unanswered(a)) || (unanswered(a) ? a.at.localeCompare(b.at) : b.seq - a.seq),
  );
