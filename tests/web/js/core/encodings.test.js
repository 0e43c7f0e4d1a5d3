import assert from "node:assert/strict";
import { test } from "node:test";

import { encodings, fitted } from "../../../../web/static/js/core/encodings.js";

/** @param {number} count @returns {any} */
const agreed = (count) => ({
  transactionId: "t",
  encodings: encodings("camera").slice(0, count).map((one) => ({ ...one, active: true })),
});

test("a camera is sent in three sizes at full motion, the smallest first", () => {
  const layers = encodings("camera");

  assert.deepEqual(layers.map((one) => one.rid), ["l", "m", "h"]);
  assert.deepEqual(layers.map((one) => one.scaleResolutionDownBy), [4, 2, 1]);
  assert.deepEqual(new Set(layers.map((one) => one.maxFramerate)), new Set([30]));
});

test("a screen keeps its letters in every layer and gives up frames", () => {
  const { encodings: layers, degradationPreference } = fitted(agreed(3), "screen");

  assert.deepEqual(layers.map((one) => one.scaleResolutionDownBy), [1, 1, 1]);
  assert.deepEqual(layers.map((one) => one.maxFramerate), [2, 5, 15]);
  assert.equal(degradationPreference, "maintain-resolution");
});

test("the camera comes back as it was, with what the browser keeps for itself", () => {
  const again = fitted(fitted(agreed(3), "screen"), "camera");

  assert.deepEqual(again, { ...agreed(3), degradationPreference: "maintain-framerate" });
});

test("who was answered without layers sends the whole picture", () => {
  const [only, ...none] = fitted(agreed(1), "camera").encodings;

  assert.deepEqual([only?.scaleResolutionDownBy, only?.maxBitrate], [1, 1_800_000]);
  assert.deepEqual(none, []);
});
