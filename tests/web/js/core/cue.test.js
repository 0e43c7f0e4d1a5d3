import assert from "node:assert/strict";
import test from "node:test";

import { cue, stepOf } from "../../../../web/static/js/core/cue.js";
import { at, picture, pitch } from "./examples.js";

const a = pitch("a");
const b = pitch("b");

/** @param {ReturnType<typeof picture>} shown */
const command = (shown) => cue(shown)?.command ?? null;

test("a planned roadshow starts, a paused one resumes, an ended one has nothing left", () => {
  assert.deepEqual(command(picture([a], { status: "planned" })), { type: "roadshow.start" });
  assert.deepEqual(command(picture([a], { status: "paused" })), { type: "roadshow.resume" });
  assert.equal(command(picture([a], { status: "ended" })), null);
  assert.equal(command({}), null);
});

test("one button leads through the evening", () => {
  const onAir = { ...a, phase: /** @type {const} */ ("on_air"), started_at: at(0) };
  const asking = { ...onAir, phase: /** @type {const} */ ("questions"), questions_at: at(6) };
  const done = { ...asking, phase: /** @type {const} */ ("done"), ended_at: at(10) };

  assert.deepEqual(command(picture([a, b])), { type: "pitch.start", pitch: "pit_a" });
  assert.deepEqual(command(picture([onAir, b])), { type: "pitch.begin_questions", pitch: "pit_a" });
  assert.deepEqual(command(picture([asking, b])), { type: "pitch.start", pitch: "pit_b" });
  assert.deepEqual(command(picture([asking])), { type: "pitch.end", pitch: "pit_a" });
  assert.deepEqual(command(picture([done])), { type: "roadshow.end" });
});

test("what is skipped is not next", () => {
  assert.deepEqual(command(picture([{ ...a, phase: "skipped" }, b])), { type: "pitch.start", pitch: "pit_b" });
});

test("only the end of the roadshow is final", () => {
  assert.equal(cue(picture([a]))?.final, false);
  assert.equal(cue(picture([]))?.final, true);
});

test("another pitch is another step", () => {
  assert.notEqual(stepOf(cue(picture([a]))), stepOf(cue(picture([b]))));
  assert.equal(stepOf(null), "none");
});
