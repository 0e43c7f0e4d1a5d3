/**
 * The rundown: when each pitch was planned, when it was or will be on, and how far the roadshow has drifted.
 *
 * @import { Picture, PitchView, ShowView } from "../protocol.js"
 */
import { isOn, programme, show } from "./selectors.js";

const MINUTE = 60_000;

/**
 * One line. Times are milliseconds; planned ones are null for what is skipped and where no start is announced.
 *
 * @typedef {object} Line
 * @property {PitchView} pitch
 * @property {number} place in the programme, from 0
 * @property {number | null} planned when it was to start
 * @property {number | null} start when it did, or is expected to
 * @property {number | null} end when it did, or is expected to
 * @property {boolean} actual whether it has started
 */

/** @param {PitchView} pitch in milliseconds, questions included */
export const length = (pitch) => (pitch.minutes + pitch.question_minutes) * MINUTE;

/** Every pitch in its order. @param {Picture} picture @param {number} now by the server's clock @returns {Line[]} */
export function rundown(picture, now) {
  const announced = show(picture);
  const pitches = programme(picture);
  const planned = plannedStarts(announced, pitches);
  let cursor = resumesAt(announced, pitches, now);
  return pitches.map((pitch, place) => {
    const line = { pitch, place, planned: planned[place] ?? null, ...began(pitch, now) };
    if (pitch.phase !== "pending" || cursor === null) return line;
    const start = cursor;
    cursor += length(pitch);
    return { ...line, start, end: cursor };
  });
}

/** @param {ShowView | null} announced @param {PitchView[]} pitches @returns {(number | null)[]} */
function plannedStarts(announced, pitches) {
  if (!announced?.starts_at) return pitches.map(() => null);
  let at = Date.parse(announced.starts_at);
  return pitches.map((pitch) => {
    if (pitch.phase === "skipped") return null;
    const start = at;
    at += length(pitch);
    return start;
  });
}

/** @param {PitchView} pitch @param {number} now @returns {Pick<Line, "start" | "end" | "actual">} */
function began(pitch, now) {
  if (!pitch.started_at) return { start: null, end: null, actual: false };
  const end = pitch.ended_at ? Date.parse(pitch.ended_at) : expectedEnd(pitch, now);
  return { start: Date.parse(pitch.started_at), end, actual: true };
}

/** When a pitch that is on will end: what has run over lasts until now at least. @param {PitchView} pitch @param {number} now */
function expectedEnd(pitch, now) {
  const questions = pitch.question_minutes * MINUTE;
  const extension = pitch.extension * 1000;
  if (pitch.questions_at) return Math.max(now, Date.parse(pitch.questions_at) + questions + extension);
  const talk = Date.parse(pitch.started_at ?? "") + pitch.minutes * MINUTE + extension;
  return Math.max(now, talk) + questions;
}

/** When the next pending pitch can start. @param {ShowView | null} announced @param {PitchView[]} pitches @param {number} now */
function resumesAt(announced, pitches, now) {
  if (!announced || announced.status === "ended") return null;
  const current = pitches.find(isOn);
  if (current) return expectedEnd(current, now);
  const begun = pitches.some((pitch) => pitch.started_at);
  const opens = announced.starts_at ? Date.parse(announced.starts_at) : now;
  return begun ? now : Math.max(now, opens);
}

/**
 * How many milliseconds behind the plan (ahead where negative) the roadshow is, by what comes next, else by what was
 * last; null where nothing is planned.
 *
 * @param {Line[]} lines
 * @returns {number | null}
 */
export function drift(lines) {
  const measured = lines.filter((line) => line.planned !== null && line.start !== null);
  const next = measured.find((line) => line.pitch.phase === "pending");
  if (next) return Number(next.start) - Number(next.planned);
  const last = measured.reduce((latest, line) => (Number(line.end) > Number(latest?.end ?? 0) ? line : latest), measured[0]);
  return last ? Number(last.end) - (Number(last.planned) + length(last.pitch)) : null;
}

/** Whole minutes of drift; less than half a minute is none. @param {number | null} ms */
export const minutesLate = (ms) => (ms === null ? 0 : Math.round(ms / MINUTE) || 0);
