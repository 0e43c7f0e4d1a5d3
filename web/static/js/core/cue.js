/**
 * The one thing an organizer does next, so that one button in one place runs the whole evening.
 *
 * @import { Command, Picture, PitchView } from "../protocol.js"
 */
import { currentPitch, nextPitch, show } from "./selectors.js";

/**
 * @typedef {object} Cue
 * @property {"start" | "resume" | "next" | "questions" | "close" | "end"} name
 * @property {Command} command
 * @property {PitchView | null} pitch which it is about
 * @property {boolean} final whether it cannot be taken back
 */

/** @param {Picture} picture @returns {Cue | null} null where there is nothing left to do */
export function cue(picture) {
  return CUES[show(picture)?.status ?? "blank"](picture);
}

/** @type {Record<import("../protocol.js").Status, (picture: Picture) => Cue | null>} */
const CUES = {
  blank: () => null,
  planned: () => ({ name: "start", command: { type: "roadshow.start" }, pitch: null, final: false }),
  live: (picture) => whileLive(currentPitch(picture), nextPitch(picture)),
  paused: () => ({ name: "resume", command: { type: "roadshow.resume" }, pitch: null, final: false }),
  ended: () => null,
};

/** @param {PitchView | null} current @param {PitchView | null} next @returns {Cue} */
function whileLive(current, next) {
  if (current?.phase === "on_air") return about("questions", "pitch.begin_questions", current);
  if (next) return about("next", "pitch.start", next);
  if (current) return about("close", "pitch.end", current);
  return { name: "end", command: { type: "roadshow.end" }, pitch: null, final: true };
}

/**
 * @param {Cue["name"]} name
 * @param {"pitch.begin_questions" | "pitch.start" | "pitch.end"} type
 * @param {PitchView} pitch
 * @returns {Cue}
 */
function about(name, type, pitch) {
  return { name, command: { type, pitch: pitch.pitch }, pitch, final: false };
}

/** What two cues have in common while they are the same step. @param {Cue | null} step */
export const stepOf = (step) => (step ? `${step.name}:${step.pitch?.pitch ?? ""}` : "none");
