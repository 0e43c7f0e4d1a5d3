import assert from "node:assert/strict";
import test from "node:test";

import { drift, minutesLate, rundown } from "../../../../web/static/js/core/rundown.js";
import { after, at, picture, pitch } from "./examples.js";

/** @param {ReturnType<typeof rundown>} lines in minutes after the announced start */
const starts = (lines) => lines.map((line) => line.start === null ? null : (line.start - after(0)) / 60_000);

test("before the start everything is expected as planned", () => {
  const lines = rundown(picture([pitch("a"), pitch("b")], { status: "planned" }), after(-30));

  assert.deepEqual(starts(lines), [0, 10]);
  assert.equal(minutesLate(drift(lines)), 0);
});

test("a start that does not come moves the whole evening", () => {
  const lines = rundown(picture([pitch("a"), pitch("b")], { status: "planned" }), after(7));

  assert.deepEqual(starts(lines), [7, 17]);
  assert.equal(minutesLate(drift(lines)), 7);
});

test("an overrun moves what comes later by as much", () => {
  const running = pitch("a", { phase: "on_air", started_at: at(0) });

  const lines = rundown(picture([running, pitch("b"), pitch("c")]), after(9));

  assert.deepEqual(starts(lines), [0, 13, 23]);
  assert.equal(minutesLate(drift(lines)), 3);
});

test("more time for a pitch moves what comes later, and less of it brings it forward", () => {
  const longer = pitch("a", { phase: "on_air", started_at: at(0), extension: 120 });
  const shorter = pitch("a", { phase: "questions", started_at: at(0), questions_at: at(4), extension: -60 });

  assert.deepEqual(starts(rundown(picture([longer, pitch("b")]), after(2))), [0, 12]);
  assert.deepEqual(starts(rundown(picture([shorter, pitch("b")]), after(5))), [0, 7]);
});

test("between two pitches the next is expected now, even ahead of the plan", () => {
  const over = pitch("a", { phase: "done", started_at: at(0), questions_at: at(5), ended_at: at(8) });

  const lines = rundown(picture([over, pitch("b")]), after(8));

  assert.deepEqual(starts(lines), [0, 8]);
  assert.equal(minutesLate(drift(lines)), -2);
});

test("what is skipped takes no time and has none", () => {
  const lines = rundown(picture([pitch("a", { phase: "skipped" }), pitch("b")], { status: "planned" }), after(-5));

  assert.deepEqual(starts(lines), [null, 0]);
  assert.deepEqual(lines.map((line) => line.planned), [null, after(0)]);
});

test("the last pitch says how late the evening ended", () => {
  const last = pitch("a", { phase: "done", started_at: at(3), ended_at: at(14) });

  assert.equal(minutesLate(drift(rundown(picture([last], { status: "ended" }), after(60)))), 4);
});

test("without an announced start nothing is late", () => {
  const lines = rundown(picture([pitch("a")], { status: "live", starts_at: null }), after(5));

  assert.equal(drift(lines), null);
  assert.equal(minutesLate(null), 0);
});
