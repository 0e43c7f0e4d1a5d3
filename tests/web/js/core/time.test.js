import assert from "node:assert/strict";
import { test } from "node:test";

import { digits, moment, offset, pitchClock } from "../../../../web/static/js/core/time.js";

const START = "2026-11-24T08:00:00Z";
const pitch = /** @type {any} */ ({
  phase: "on_air", started_at: START, questions_at: null, minutes: 6, question_minutes: 4, extension: 0,
});

/** @param {number} seconds */
const after = (seconds) => Date.parse(START) + seconds * 1000;

test("the clock counts from plan and extension to the end and beyond", () => {
  const phases = [0, 299, 300, 340, 360, 361].map((seconds) => pitchClock(pitch, after(seconds))?.phase);

  assert.deepEqual(phases, ["calm", "calm", "warn", "danger", "danger", "over"]);
  assert.equal(pitchClock({ ...pitch, extension: 60 }, after(300))?.left, 120);
  assert.equal(pitchClock(pitch, after(372))?.left, -12);
});

test("question time has its own clock", () => {
  const asking = { ...pitch, phase: "questions", questions_at: START };

  assert.deepEqual(pitchClock(asking, after(10)), { part: "questions", left: 230, planned: 240, phase: "calm" });
});

test("a pitch that does not run has no clock", () => {
  assert.equal(pitchClock({ ...pitch, phase: "pending", started_at: null }, after(0)), null);
  assert.equal(pitchClock({ ...pitch, phase: "done" }, after(0)), null);
});

test("seconds are written as on a clock", () => {
  assert.deepEqual([365, 5, 0, -12, 3723].map(digits), ["6:05", "0:05", "0:00", "−0:12", "1:02:03"]);
});

test("the server's clock is known from the message that was late the least", () => {
  const first = offset(null, START, after(-10) + 400);
  const faster = offset(first, START, after(-10) + 50);
  const slower = offset(faster, START, after(-10) + 900);

  assert.deepEqual([first, faster, slower], [9600, 9950, 9950]);
});

test("a clock that was set back makes a new start", () => {
  assert.equal(offset(9950, START, after(60)), -60_000);
});

test("a moment is shown in the reader's way", () => {
  assert.equal(moment(START, "en", { timeZone: "UTC", hour: "2-digit", minute: "2-digit", hour12: false }), "08:00");
  assert.equal(moment(START, "en", { timeZone: "UTC", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }), "24 Nov, 08:00");
});
