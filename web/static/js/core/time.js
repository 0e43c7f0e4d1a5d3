/**
 * Time by the server's clock, and the clock of a pitch. Nothing here reads a clock.
 *
 * @import { PitchView } from "../protocol.js"
 */

/**
 * How far the server's clock is ahead of ours, in milliseconds. A message is always late, so of several readings the
 * largest is the truest; a clock that was set back makes a new start.
 *
 * @param {number | null} known
 * @param {string} serverNow
 * @param {number} ourNow
 */
export function offset(known, serverNow, ourNow) {
  const reading = Date.parse(serverNow) - ourNow;
  return known === null || reading > known || known - reading > 5000 ? reading : known;
}

/** Seconds before the end at which a clock turns to warning and to danger. */
const WARN = 60;
const DANGER = 20;

/**
 * @typedef {object} PitchClock
 * @property {"pitch" | "questions"} part
 * @property {number} left whole seconds; negative once over
 * @property {number} planned seconds with extension
 * @property {"calm" | "warn" | "danger" | "over"} phase
 */

/**
 * The clock of the part of a pitch that runs, or null where none does.
 *
 * @param {PitchView} pitch
 * @param {number} now milliseconds of the server's clock
 * @returns {PitchClock | null}
 */
export function pitchClock(pitch, now) {
  const asking = pitch.phase === "questions";
  const since = asking ? pitch.questions_at : pitch.started_at;
  if (!since || (!asking && pitch.phase !== "on_air")) return null;
  const planned = (asking ? pitch.question_minutes : pitch.minutes) * 60 + pitch.extension;
  const left = Math.ceil(planned - (now - Date.parse(since)) / 1000);
  return { part: asking ? "questions" : "pitch", left, planned, phase: phaseOf(left) };
}

/** @param {number} left @returns {PitchClock["phase"]} */
function phaseOf(left) {
  if (left < 0) return "over";
  if (left <= DANGER) return "danger";
  return left <= WARN ? "warn" : "calm";
}

/** Seconds as 6:05, 1:02:03 or −0:12. @param {number} seconds */
export function digits(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  const text = shown.map((part, place) => (place ? String(part).padStart(2, "0") : String(part))).join(":");
  return seconds < 0 ? `−${text}` : text;
}

/**
 * A moment in the viewer's zone. English dates are as the server writes them: the day first, on the 24-hour clock.
 *
 * @param {string} at
 * @param {string} locale
 * @param {Intl.DateTimeFormatOptions} [how]
 */
export function moment(at, locale, how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) {
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, how).format(new Date(at));
}
