import assert from "node:assert/strict";
import test from "node:test";

import { told } from "../../../../web/static/js/core/lead_story.js";
import { lead } from "./lead_rows.js";

/** @param {number} minute */
const at = (minute) => `2026-11-24T08:0${minute}:00Z`;

/** @param {number} number @param {number} minute @param {Record<string, unknown>} after @param {string} [about] */
const change = (number, minute, after, about = "") => ({ change: { number, lead: "lea_a", by: "per_o", at: at(minute), before: {}, after, about }, author: "Olga" });

test("a story is in one line of time, the latest first, and a note is told once", () => {
  const note = { note: "not_1", lead: "lea_a", by: "per_o", at: at(2), text: "rang", version: 2, edited_at: at(3) };
  const sheet = {
    row: lead("a"), project_title: {}, owner: "", merged: [], intents: [], twins: [], turns: [], watching: [],
    story: [{ seq: 7, at: at(1), lead: "lea_a", signal: /** @type {const} */ ("vote"), about: "que_1", pitch: null, second: null }],
    notes: [{ note, author: "Olga" }],
    changes: [change(4, 5, {}, "not_0"), change(3, 4, { stage: "meeting" }), change(2, 3, { note: "rang" }, "not_1"), change(1, 2, { note: "x" }, "not_0")],
  };

  assert.deepEqual(told(sheet).map(({ key }) => key), ["c4", "c3", "not_1", "s7"]);
});

test("an intent is told by what happened to it, with the second of the signal that it raised", () => {
  const turn = /** @type {const} */ ({ intent: "int_1", seq: 7, at: at(1), by: "per_a", state: "submitted", version: 1, terms: null, provenance: null });
  const signal = /** @type {const} */ ({ seq: 9, at: at(1), lead: "lea_a", signal: "intent", about: "int_1", pitch: "pit_1", second: 42 });
  const seen = { ...turn, seq: 12, at: at(2), state: /** @type {const} */ ("seen"), version: null };
  const sheet = {
    row: lead("a"), project_title: {}, owner: "", merged: [], intents: [], twins: [], notes: [], changes: [], watching: [{ lead: "lea_a", seconds: 90, first_at: at(0), last_at: at(3) }],
    story: [signal], turns: [{ turn, author: "Ann" }, { turn: seen, author: "Bo" }],
  };

  const found = told(sheet);

  assert.deepEqual(found.map(({ key }) => key), ["wlea_a", "t12", "t7"]);
  assert.deepEqual(found.map((one) => (one.kind === "turn" ? one.moment?.second : 0)), [0, undefined, 42]);
});
