/**
 * Meetings as screens need them: whose turn it is, what may be done, and the slots of a timetable. Nothing here reads a
 * clock.
 *
 * @import { MeetingStatus, MeetingView, MeetingsView, OwnMeetingView, PlacementView, Role, Setup, Side } from "../protocol.js"
 */

/** A meeting as either side sees it. @typedef {MeetingView | OwnMeetingView} Seen */

/** @typedef {"answer" | "waiting" | "agreed" | "ahead" | "past" | "over"} Group */

/** @typedef {"accept" | "decline" | "withdraw" | "move" | "cancel" | "mark"} Action */

/** In the order in which they are shown: what waits for the reader comes first. @type {readonly Group[]} */
export const GROUPS = ["answer", "agreed", "ahead", "waiting", "past", "over"];

const MINUTE = 60_000;

/** An auditor sees what organizers see. @param {Role} role @returns {Side} */
export const sideOf = (role) => (role === "organizer" || role === "auditor" ? "organizer" : role === "presenter" ? "project" : "investor");

/** @param {Seen} meeting @param {Side} side @param {number} now @returns {Group} */
export function groupOf(meeting, side, now) {
  if (meeting.status === "proposed") return side === meeting.by || side === "organizer" ? "waiting" : "answer";
  if (meeting.status === "accepted") return "agreed";
  if (meeting.status === "scheduled") return endOf(meeting) > now ? "ahead" : "past";
  return meeting.status === "held" || meeting.status === "no_show" ? "past" : "over";
}

/** When a meeting is over, in milliseconds; 0 for one without a time. @param {Seen} meeting */
export const endOf = (meeting) => (meeting.starts_at ? Date.parse(meeting.starts_at) + meeting.minutes * MINUTE : 0);

/**
 * The meetings in their groups; by time where they have one, else the latest change first.
 *
 * @template {Seen} T
 * @param {readonly T[]} meetings @param {Side} side @param {number} now
 * @returns {Map<Group, T[]>}
 */
export function grouped(meetings, side, now) {
  /** @type {Map<Group, T[]>} */
  const groups = new Map(GROUPS.map((group) => [group, []]));
  for (const meeting of meetings) groups.get(groupOf(meeting, side, now))?.push(meeting);
  for (const [group, list] of groups) list.sort(group === "ahead" ? bySoonest : byLatest);
  return groups;
}

/** @param {Seen} a @param {Seen} b */
const bySoonest = (a, b) => (a.starts_at ?? "").localeCompare(b.starts_at ?? "");
/** @param {Seen} a @param {Seen} b */
const byLatest = (a, b) => b.at.localeCompare(a.at);

/** What a side may do with a meeting now. @param {Seen} meeting @param {Side} side @param {number} now @returns {Action[]} */
export function actionsOf(meeting, side, now) {
  if (meeting.status === "proposed") {
    if (side === "organizer") return [];
    return side === meeting.by ? ["withdraw"] : ["accept", "decline"];
  }
  const marks = side !== "investor" && meeting.starts_at !== null && Date.parse(meeting.starts_at) <= now;
  if (meeting.status === "scheduled" || meeting.status === "accepted") return [...(marks ? /** @type {Action[]} */ (["mark"]) : []), "move", "cancel"];
  return marks && (meeting.status === "held" || meeting.status === "no_show") ? ["mark"] : [];
}

/** How long a request still waits, in whole minutes; null where nobody is asked. @param {Seen} meeting @param {number} now */
export function minutesLeft(meeting, now) {
  if (meeting.status !== "proposed" || !meeting.expires_at) return null;
  return Math.max(0, Math.ceil((Date.parse(meeting.expires_at) - now) / MINUTE));
}

/** When meetings may begin, as the server cuts its windows. @param {Pick<MeetingsView | Setup, "windows" | "minutes" | "gap">} setup @returns {string[]} */
export function slots({ windows, minutes, gap }) {
  return windows.flatMap(({ starts_at, ends_at }) => {
    const [start, end] = [Date.parse(starts_at), Date.parse(ends_at)];
    const count = Math.floor((end - start - minutes * MINUTE) / ((minutes + gap) * MINUTE)) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, place) => new Date(start + place * (minutes + gap) * MINUTE).toISOString());
  });
}

const overlaps = (/** @type {number} */ length, /** @type {string} */ a, /** @type {string} */ b) => Math.abs(Date.parse(a) - Date.parse(b)) < length * MINUTE;

/**
 * Whether a pair can be put at a time: nobody of it meets anybody else then.
 *
 * @param {{ person: string, project: string }} pair
 * @param {string} at
 * @param {number} minutes
 * @param {readonly { person: string | null, project: string, starts_at: string | null }[]} taken
 */
export function canMeet(pair, at, minutes, taken) {
  return !taken.some((one) => {
    const same = one.person === pair.person && one.project === pair.project;
    const shares = one.person === pair.person || one.project === pair.project;
    return !same && shares && one.starts_at !== null && overlaps(minutes, one.starts_at, at);
  });
}

/**
 * Somebody's list with one thing moved to another place; the same list where there is no such place.
 *
 * @param {readonly string[]} order @param {string} one @param {number} to
 */
export function moved(order, one, to) {
  if (to < 0 || to >= order.length || !order.includes(one)) return [...order];
  const rest = order.filter((other) => other !== one);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** What takes time: the proposal, and the meetings there are. @param {readonly PlacementView[]} placements @param {readonly MeetingView[]} meetings */
export function takenBy(placements, meetings) {
  /** @type {readonly MeetingStatus[]} */
  const timed = ["scheduled", "held", "no_show"];
  return [...placements, ...meetings.filter((meeting) => timed.includes(meeting.status))];
}
