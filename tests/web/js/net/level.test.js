import assert from "node:assert/strict";
import { test } from "node:test";

import { loudness } from "../../../../web/static/js/net/level.js";

/** @param {number} amplitude */
const square = (amplitude) => new Float32Array(1024).map((_, place) => (place % 2 ? amplitude : -amplitude));

test("silence is nothing, a shout is all, speech is in between", () => {
  assert.equal(loudness(new Float32Array(1024)), 0);
  assert.equal(loudness(square(1)), 1);
  assert.ok(Math.abs(loudness(square(0.05)) - 0.63) < 0.01);
});

test("no samples are silence", () => {
  assert.equal(loudness([]), 0);
});
