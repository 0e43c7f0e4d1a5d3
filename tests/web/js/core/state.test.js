import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { RESUME, apply } from "../../../../web/static/js/core/state.js";

/** @import { Held } from "../../../../web/static/js/core/state.js" */

/** @type {{ name: string, held: Held | null, frames: any[], then: Held | "resume" }[]} */
const vectors = JSON.parse(readFileSync(new URL("../../../vectors/pictures.json", import.meta.url), "utf8"));

for (const { name, held, frames, then } of vectors) {
  test(`vector: ${name}`, () => {
    let reached = /** @type {Held | "resume" | null} */ (held);

    for (const frame of frames) reached = apply(reached === RESUME ? null : reached, frame);

    assert.deepEqual(reached, then);
  });
}

test("what a message did not touch stays the same object, and nothing is changed in place", () => {
  const held = { epoch: "e", seq: 1, views: { vote: { a: { question: "a" } }, programme: {} } };
  const before = structuredClone(held);

  const next = apply(held, { type: "changed", first: 2, last: 2, events: [], views: { vote: { b: { question: "b" } } } });

  assert.ok(next !== RESUME);
  assert.equal(next.views.programme, held.views.programme);
  assert.equal(next.views.vote?.a, held.views.vote.a);
  assert.deepEqual(held, before);
});
