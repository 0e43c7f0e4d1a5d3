/**
 * Words for the states that the desk shows.
 *
 * @import { Readiness } from "../../core/readiness.js"
 * @import { Cue } from "../../core/cue.js"
 * @import { Words } from "../../core/words.js"
 * @import { Phase, Picture, PitchView, Role, Status } from "../../protocol.js"
 */
import { show } from "../../core/selectors.js";

/** The tone of a badge, and what it says. @param {Words} words @param {Status} status @returns {[string, string]} */
export function statusOf(words, status) {
  /** @type {Record<Status, [string, string]>} */
  const table = {
    blank: ["", ""],
    planned: ["accent", words.say("Upcoming")],
    live: ["live", words.say("Live")],
    paused: ["warn", words.say("Paused")],
    ended: ["", words.say("Ended")],
  };
  return table[status];
}

/** The state of a light, and what it says. @param {Words} words @param {Readiness} readiness @returns {[string, string]} */
export function readinessOf(words, readiness) {
  /** @type {Record<Readiness, [string, string]>} */
  const table = {
    ready: ["ready", words.say("Ready")],
    dark: ["waiting", words.say("Ready, but no picture")],
    picture: ["waiting", words.say("Picture arrives, not ready yet")],
    called: ["waiting", words.say("Called")],
    here: ["off", words.say("At the stage door")],
    absent: ["off", words.say("Not here yet")],
  };
  return table[readiness];
}

/** The state of a light, and what it says; pending pitches have their readiness. @param {Words} words @param {Phase} phase @returns {[string, string]} */
export function phaseOf(words, phase) {
  /** @type {Record<Phase, [string, string]>} */
  const table = {
    pending: ["off", words.say("Pending")],
    on_air: ["live", words.say("On air")],
    questions: ["live", words.say("Question time")],
    done: ["", words.say("Done")],
    skipped: ["", words.say("Skipped")],
  };
  return table[phase];
}

/** What the primary button says. @param {Words} words @param {Cue["name"]} name */
export function cueOf(words, name) {
  /** @type {Record<Cue["name"], string>} */
  const table = {
    start: words.say("Start the roadshow"),
    resume: words.say("Resume"),
    next: words.say("Next pitch"),
    questions: words.say("Begin questions"),
    close: words.say("End this pitch"),
    end: words.say("End the roadshow"),
  };
  return table[name];
}

/** @param {Words} words @param {Role} role */
export function roleOf(words, role) {
  /** @type {Record<Role, string>} */
  const table = {
    organizer: words.say("Organizer"),
    presenter: words.say("Presenter"),
    investor: words.say("Investor"),
    audience: words.say("Audience"),
    auditor: words.say("Auditor"),
  };
  return table[role];
}

/** What goes on now. @param {Words} words @param {Picture} picture @param {PitchView | null} current */
export function partOf(words, picture, current) {
  const status = show(picture)?.status;
  if (status === "ended") return words.say("Ended");
  if (status === "paused") return words.say("Everything is stopped");
  if (current) return current.phase === "questions" ? words.say("Question time") : words.say("On air");
  return status === "live" ? words.say("Between two pitches") : words.say("Not started yet");
}
