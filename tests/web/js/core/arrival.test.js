import assert from "node:assert/strict";
import { test } from "node:test";

import { arrivalOf, heightOf, verdict } from "../../../../web/static/js/core/arrival.js";

/** @param {[string, number, number][]} layers */
const layersOf = (layers) => layers.map(([rid, height, bitrate]) => ({ rid, height, bitrate }));

const FINE = {
  bitrate: 2_100_000,
  loss: 0.01,
  round_trip: 0.04,
  silence: 0,
  layers: layersOf([["l", 180, 150_000], ["m", 360, 450_000], ["h", 720, 1_500_000]]),
};

test("a sharp picture is good, from near, with the loss that repair hides", () => {
  assert.equal(verdict(FINE), "good");
  assert.equal(verdict({ ...FINE, round_trip: null, loss: 0.04 }), "good");
});

test("the worst is told first", () => {
  const worst = { ...FINE, silence: 4, loss: 0.2, round_trip: 1, bitrate: 0 };

  assert.equal(verdict(worst), "silent");
  assert.equal(verdict({ ...worst, silence: 2 }), "losing");
  assert.equal(verdict({ ...FINE, round_trip: 0.5 }), "far");
});

test("without its highest layer, or with few bits, a camera's picture is blocky", () => {
  const halved = { ...FINE, layers: layersOf([["l", 180, 150_000], ["m", 360, 450_000], ["h", 720, 0]]) };

  assert.equal(heightOf(halved), 360);
  assert.equal(verdict(halved), "blocky");
  assert.equal(verdict({ ...FINE, bitrate: 200_000, layers: layersOf([["", 720, 180_000]]) }), "blocky");
});

test("a slide needs few bits to be sharp", () => {
  const slide = { ...FINE, bitrate: 120_000, layers: layersOf([["l", 720, 20_000], ["m", 720, 30_000], ["h", 720, 40_000]]) };
  const single = { ...slide, layers: layersOf([["", 720, 90_000]]) };

  assert.equal(verdict(slide), "good");
  assert.equal(verdict(single), "blocky");
  assert.equal(verdict(single, true), "good");
});

test("a voice without a camera is good, a camera without a picture is dark", () => {
  assert.equal(verdict({ ...FINE, bitrate: 40_000, layers: [] }), "good");
  assert.equal(verdict({ ...FINE, bitrate: 40_000, layers: layersOf([["h", 720, 0]]) }), "dark");
});

test("figures are of those who publish", () => {
  const figures = { type: /** @type {const} */ ("figures"), sources: { sea_a: FINE }, audience: null };

  assert.equal(arrivalOf(figures, ["sea_a"], "sea_a"), FINE);
  assert.equal(arrivalOf(figures, [], "sea_a"), null);
  assert.equal(arrivalOf(figures, ["sea_b"], "sea_b"), null);
  assert.equal(arrivalOf(null, ["sea_a"], "sea_a"), null);
  assert.equal(arrivalOf(figures, ["sea_a"], null), null);
});
