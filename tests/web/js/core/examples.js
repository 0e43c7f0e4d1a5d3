/**
 * A picture of a small roadshow to start tests from.
 *
 * @import { Picture, PitchView, QuestionView } from "../../../../web/static/js/protocol.js"
 */

export const STARTS_AT = "2026-11-24T08:00:00Z";

/** Milliseconds so many minutes after the announced start. @param {number} minutes */
export const after = (minutes) => Date.parse(STARTS_AT) + minutes * 60_000;

/** The same as text. @param {number} minutes */
export const at = (minutes) => new Date(after(minutes)).toISOString();

/** @param {string} name @param {Partial<PitchView>} [fields] @returns {PitchView} */
export function pitch(name, fields = {}) {
  return {
    pitch: `pit_${name}`,
    project: `prj_${name}`,
    title: { en: name },
    summary: {},
    team: {},
    field: {},
    minutes: 6,
    question_minutes: 4,
    phase: "pending",
    started_at: null,
    questions_at: null,
    ended_at: null,
    extension: 0,
    window_open: false,
    ...fields,
  };
}

/** @param {PitchView[]} pitches @param {Partial<import("../../../../web/static/js/protocol.js").ShowView>} [fields] @returns {Picture} */
export function picture(pitches, fields = {}) {
  return {
    show: {
      show: {
        title: { en: "Roadshow" },
        summary: {},
        host: {},
        starts_at: STARTS_AT,
        timezone: "Asia/Shanghai",
        currencies: ["CNY"],
        moderated: true,
        accept_within: 48,
        confirm_within: 10,
        grace: 5,
        threshold: 3,
        status: "live",
        started_at: STARTS_AT,
        ended_at: null,
        kept_until: null,
        erased_at: null,
        ...fields,
      },
    },
    programme: { programme: { order: pitches.map((one) => one.pitch) } },
    pitch: Object.fromEntries(pitches.map((one) => [one.pitch, one])),
  };
}

/** @param {string} name @param {Partial<QuestionView>} [fields] @returns {QuestionView} */
export function question(name, fields = {}) {
  return {
    question: `que_${name}`,
    pitch: "pit_a",
    text: name,
    name: "Li Wen",
    organisation: null,
    author: "per_1",
    anonymous: false,
    status: "open",
    at: at(1),
    votes: 0,
    answer: null,
    ...fields,
  };
}
