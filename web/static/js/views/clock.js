/** The clock of the pitch of the moment. */
import { digits, pitchClock } from "../core/time.js";
import { html } from "./html.js";

/** @import { PitchClock } from "../core/time.js" */
/** @import { Words } from "../core/words.js" */
/** @import { PitchView } from "../protocol.js" */

/** @param {{ words: Words, pitch: PitchView, now: number, big?: boolean }} props */
export function Clock({ words, pitch, now, big = false }) {
  const clock = pitchClock(pitch, now);
  if (!clock) return null;
  return html`<div class=${big ? "clock" : "clock-small figures"} data-state=${clock.phase} role="timer">
    <span class="visually-hidden">${partOf(words, clock)}</span>${digits(clock.left)}
  </div>`;
}

/** @param {Words} words @param {PitchClock} clock */
export function partOf(words, { part, phase }) {
  if (phase === "over") return words.say("Over time");
  return part === "questions" ? words.say("Question time left") : words.say("Pitch time left");
}
