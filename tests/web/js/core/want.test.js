import assert from "node:assert/strict";
import { test } from "node:test";

import { better, wanted } from "../../../../web/static/js/core/want.js";

test("a small picture asks for a small layer, by the pixels that the screen has", () => {
  assert.equal(wanted(320, 1, true), "low");
  assert.equal(wanted(320, 2, true), "middle");
  assert.equal(wanted(390, 3, true), "high");
  assert.equal(wanted(1280, 1, true), "high");
});

test("what nobody sees needs no more than the lowest", () => {
  assert.equal(wanted(1280, 2, false), "low");
});

test("one layer is better than another, not than itself", () => {
  assert.equal(better("high", "low"), true);
  assert.equal(better("low", "middle"), false);
  assert.equal(better("middle", "middle"), false);
});
