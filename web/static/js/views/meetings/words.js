/**
 * Words of the meetings page.
 *
 * @import { Group, Seen } from "../../core/meetings.js"
 * @import { Words } from "../../core/words.js"
 * @import { MeetingReason, MeetingStatus, MeetingView } from "../../protocol.js"
 * @import { Diary } from "./diary.js"
 */
import { moment } from "../../core/time.js";

/** @param {Words} words @returns {Record<Group, string>} */
export const groups = (words) => ({
  answer: words.say("Waiting for your answer"),
  agreed: words.say("Agreed, without a time yet"),
  ahead: words.say("Coming up"),
  waiting: words.say("Waiting for the other side"),
  past: words.say("Took place"),
  over: words.say("Closed"),
});

/** @param {Words} words @returns {Record<MeetingStatus, [string, string]>} */
export const statuses = (words) => ({
  proposed: ["warn", words.say("Asked for")],
  accepted: ["accent", words.say("Agreed")],
  scheduled: ["good", words.say("Scheduled")],
  declined: ["", words.say("Declined")],
  withdrawn: ["", words.say("Withdrawn")],
  expired: ["", words.say("Expired")],
  cancelled: ["danger", words.say("Called off")],
  held: ["good", words.say("Held")],
  no_show: ["warn", words.say("Did not come")],
});

/** @param {Words} words @returns {Record<MeetingReason, string>} */
export const reasons = (words) => ({
  no_time: words.say("No time"),
  not_a_fit: words.say("Not a fit"),
  too_early: words.say("Too early"),
  in_contact: words.say("We are in contact already"),
  other: words.say("Another reason"),
});

/** @type {Intl.DateTimeFormatOptions} */
const DAY = { weekday: "short", month: "short", day: "numeric" };
/** @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** A day such as Thu 26 Nov. @param {Words} words @param {string} at @param {string} [zone] */
export const dayOf = (words, at, zone) => moment(at, words.locale, zone ? { ...DAY, timeZone: zone } : DAY);

/** A time of day. @param {Words} words @param {string} at @param {string} [zone] */
export const clockOf = (words, at, zone) => moment(at, words.locale, zone ? { ...CLOCK, timeZone: zone } : CLOCK);

/** Day and time. @param {Words} words @param {string} at @param {string} [zone] */
export const whenOf = (words, at, zone) => `${dayOf(words, at, zone)} ${clockOf(words, at, zone)}`;

/** A zone by its place, such as Berlin; in Chinese, where places have other names, by its clock. @param {Words} words @param {string} zone */
export function placeOf({ locale }, zone) {
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  if (locale === "en") return city;
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts(new Date(0));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? city;
}

/** The time for the other side where its clock shows another; else nothing. @param {Words} words @param {string} at @param {string} zone @param {string} ours */
export function theirTime(words, at, zone, ours) {
  if (!zone || whenOf(words, at, zone) === whenOf(words, at, ours)) return "";
  const sameDay = dayOf(words, at, zone) === dayOf(words, at, ours);
  const time = sameDay ? clockOf(words, at, zone) : whenOf(words, at, zone);
  return words.say("{time} in {place}", { time, place: placeOf(words, zone) });
}

/** An investor by name, or the number they go by. @param {Words} words @param {Pick<MeetingView, "name" | "organisation" | "number">} one */
export function investorOf(words, { name, organisation, number }) {
  return [name, organisation].filter(Boolean).join(" · ") || words.say("Investor {number}", { number });
}

/** Whom a meeting is with, for who reads it. @param {Diary} diary @param {Seen} meeting */
export function withWhom(diary, meeting) {
  if (!("number" in meeting)) return diary.titleOf(meeting.project);
  const investor = investorOf(diary.words, meeting);
  return diary.side === "organizer" ? `${investor} × ${diary.titleOf(meeting.project)}` : investor;
}

/** How long something waits, in the largest unit that says enough. @param {Words} words @param {number} minutes */
export function lengthOf(words, minutes) {
  if (minutes >= 48 * 60) return words.count(Math.floor(minutes / 1440), "{count} day", "{count} days");
  if (minutes >= 120) return words.count(Math.floor(minutes / 60), "{count} hour", "{count} hours");
  return words.count(minutes, "{count} minute", "{count} minutes");
}
