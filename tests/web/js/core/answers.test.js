import assert from "node:assert/strict";
import test from "node:test";

import { byUrgency, confirmable, dayBefore, declinable, due, MOST, sightOf, unanswered, unseen } from "../../../../web/static/js/core/answers.js";

/** @import { IntentState, Terms } from "../../../../web/static/js/protocol.js" */

const SHOW = { accept_within: 48, confirm_within: 10 };

/** @param {IntentState} state @param {Partial<Terms>} [terms] @param {Partial<{ at: string, since: string, seq: number }>} [rest] */
const intent = (state, terms = {}, rest = {}) => ({
  state, seq: 1, at: "2026-03-01T08:00:00Z", since: "2026-03-02T08:00:00Z", ...rest,
  terms: /** @type {Terms} */ ({ kind: "invest", conditions: [], decide_by: null, ...terms }),
});

test("an unanswered intent waits from when it was stated, an accepted one from when it was accepted", () => {
  assert.equal(due(intent("submitted"), SHOW), Date.parse("2026-03-03T08:00:00Z"));
  assert.equal(due(intent("seen"), SHOW), Date.parse("2026-03-03T08:00:00Z"));
  assert.equal(due(intent("accepted"), SHOW), Date.parse("2026-03-12T08:00:00Z"));
  assert.equal(due(intent("confirmed"), SHOW), null);
  assert.equal(due(intent("submitted"), null), null);
});

test("a day that the investor named counts where it comes first", () => {
  const clock = Date.parse("2026-03-12T08:00:00Z");

  assert.equal(dayBefore(intent("accepted", { decide_by: "2026-03-05" }), clock), "2026-03-05");
  assert.equal(dayBefore(intent("accepted", { decide_by: "2026-03-20" }), clock), null);
  assert.equal(dayBefore(intent("accepted"), clock), null);
  assert.equal(dayBefore(intent("confirmed", { decide_by: "2026-03-05" }), null), null);
});

test("conditions bar confirming, and only what was accepted is confirmed", () => {
  assert.equal(confirmable(intent("accepted")), true);
  assert.equal(confirmable(intent("accepted", { conditions: [{ kind: "ip_title" }] })), false);
  assert.equal(confirmable(intent("seen")), false);
});

test("what is over is neither answered nor declined", () => {
  for (const state of /** @type {IntentState[]} */ (["confirmed", "declined", "withdrawn", "expired", "voided"])) {
    assert.deepEqual([unanswered(intent(state)), declinable(intent(state))], [false, false]);
  }
  assert.equal(declinable(intent("accepted")), true);
});

test("who has waited longest comes first, then the latest of the rest", () => {
  const sorted = byUrgency([
    intent("accepted", {}, { seq: 5 }),
    intent("submitted", {}, { seq: 4, at: "2026-03-01T09:00:00Z" }),
    intent("confirmed", {}, { seq: 6 }),
    intent("seen", {}, { seq: 2, at: "2026-03-01T08:30:00Z" }),
  ]);

  assert.deepEqual(sorted.map((one) => one.seq), [2, 4, 6, 5]);
});

test("of more intents than one command names all are told of, each version once", () => {
  const intents = Array.from({ length: 2 * MOST + 50 }, (_, number) => ({ intent: `int_${number}`, version: 1, state: /** @type {const} */ ("submitted") }));
  /** @type {Set<string>} */
  const told = new Set();
  /** @type {string[][]} */
  const commands = [];

  for (let fresh = unseen(intents, told); fresh.length; fresh = unseen(intents, told)) {
    for (const one of fresh) told.add(sightOf(one));
    commands.push(fresh.map(({ intent }) => intent));
  }

  assert.deepEqual(commands.map(({ length }) => length), [MOST, MOST, 50]);
  assert.deepEqual(commands.flat(), intents.map(({ intent }) => intent));
  assert.deepEqual(unseen([{ intent: "int_0", version: 2, state: "submitted" }, { intent: "int_9", version: 1, state: "accepted" }], told).map(({ version }) => version), [2]);
});
