import assert from "node:assert/strict";
import { test } from "node:test";

import * as select from "../../../../web/static/js/core/selectors.js";

/** @import { Picture, PitchView, QuestionView } from "../../../../web/static/js/protocol.js" */

/** @param {Partial<PitchView>} fields @returns {PitchView} */
const pitch = (fields) => ({
  pitch: "p1", project: "prj", title: {}, summary: {}, team: {}, field: {}, minutes: 6, question_minutes: 4,
  phase: "pending", started_at: null, questions_at: null, ended_at: null, extension: 0, window_open: false, ...fields,
});

/** @param {Partial<QuestionView>} fields @returns {QuestionView} */
const question = (fields) => ({
  question: "q", pitch: null, text: "?", name: null, organisation: null, author: null, anonymous: false,
  status: "open", at: "2026-11-24T08:00:00Z", votes: 0, answer: null, ...fields,
});

/** @type {Picture} */
const picture = {
  programme: { programme: { order: ["p3", "p1", "gone", "p2"] } },
  pitch: {
    p1: pitch({ pitch: "p1", phase: "questions" }),
    p2: pitch({ pitch: "p2", project: "prj2" }),
    p3: pitch({ pitch: "p3", phase: "done" }),
  },
};

test("pitches come in the order of the programme, those that are unknown left out", () => {
  assert.deepEqual(select.programme(picture).map((one) => one.pitch), ["p3", "p1", "p2"]);
});

test("the pitch of the moment and the one that follows are found", () => {
  assert.equal(select.currentPitch(picture)?.pitch, "p1");
  assert.equal(select.nextPitch(picture)?.pitch, "p2");
  assert.equal(select.pitchOf(picture, "prj2")?.pitch, "p2");
});

test("an empty picture has none of it", () => {
  assert.equal(select.currentPitch({}), null);
  assert.equal(select.show({}), null);
  assert.deepEqual(select.questionsByVotes({}), []);
  assert.equal(select.votedFor({}, "q"), false);
});

/** @param {string} status */
const standing = (status) => /** @type {any} */ ({ show: { show: { status } } });

test("a closed window still takes a talk once the pitch has begun", () => {
  const phases = /** @type {const} */ (["pending", "skipped", "on_air", "done"]);

  assert.deepEqual(phases.map((phase) => select.openTo(standing("live"), pitch({ phase }))), ["none", "none", "talk", "talk"]);
  assert.equal(select.openTo(standing("live"), pitch({ phase: "on_air", window_open: true })), "open");
});

test("while the show is paused an open window takes no more than a talk", () => {
  assert.equal(select.openTo(standing("paused"), pitch({ phase: "on_air", window_open: true })), "talk");
});

test("questions stand unanswered first, then by votes, then by age", () => {
  const questions = [
    question({ question: "answered", status: "answered", votes: 9 }),
    question({ question: "young", votes: 2, at: "2026-11-24T08:05:00Z" }),
    question({ question: "old", votes: 2 }),
    question({ question: "loved", votes: 5, at: "2026-11-24T08:09:00Z" }),
  ];

  const sorted = select.questionsByVotes({ question: Object.fromEntries(questions.map((one) => [one.question, one])) });

  assert.deepEqual(sorted.map((one) => one.question), ["loved", "old", "young", "answered"]);
});

test("the live intent of a kind is the one that may still be changed", () => {
  const own = /** @type {any} */ ({
    gone: { intent: "gone", project: "prj", seq: 9, state: "withdrawn", terms: { kind: "invest" } },
    live: { intent: "live", project: "prj", seq: 3, state: "seen", terms: { kind: "invest" } },
  });

  assert.equal(select.liveIntent({ own_intent: own }, "prj", "invest")?.intent, "live");
  assert.equal(select.liveIntent({ own_intent: own }, "prj", "pilot"), null);
  assert.deepEqual(select.ownIntents({ own_intent: own }).map((one) => one.intent), ["gone", "live"]);
});

test("one has a joint intent beside one's own, is in one consortium and may come into others", () => {
  const picture = /** @type {any} */ ({
    own_intent: {
      own: { intent: "own", project: "prj", seq: 3, state: "seen", terms: { kind: "invest", consortium: null } },
      all: { intent: "all", project: "prj", seq: 4, state: "seen", terms: { kind: "invest", consortium: "con" } },
    },
    own_consortium: {
      con: { consortium: "con", project: "prj", member: true },
      other: { consortium: "other", project: "prj", member: false },
    },
  });

  assert.equal(select.liveIntent(picture, "prj", "invest")?.intent, "own");
  assert.equal(select.liveIntent(picture, "prj", "invest", "", true)?.intent, "all");
  assert.equal(select.consortium(picture, "prj")?.consortium, "con");
  assert.deepEqual(select.invitations(picture, "prj").map((one) => one.consortium), ["other"]);
  assert.equal(select.consortium(picture, "other"), null);
});
