import assert from "node:assert/strict";
import { test } from "node:test";

import { Kept } from "../../../../web/static/js/net/kept.js";
import { HandClock, settled } from "./clocks.js";

function rig() {
  const clock = new HandClock();
  const rigged = { clock, readings: 0, answer: /** @type {() => Promise<string[]>} */ (async () => ["one"]) };
  const kept = new Kept(() => {
    rigged.readings += 1;
    return rigged.answer();
  }, clock);
  return Object.assign(rigged, { kept });
}

test("the first hint reads at once", async () => {
  const { kept, clock } = rig();

  kept.hint();
  clock.pass(0);
  await settled();

  assert.deepEqual([kept.items.value, kept.state.value], [["one"], "fresh"]);
});

test("a burst of hints is one more reading, after a pause", async () => {
  const rigged = rig();
  const { kept, clock } = rigged;
  kept.hint();
  clock.pass(0);
  await settled();

  for (let hint = 0; hint < 10; hint += 1) kept.hint();
  clock.pass(2999);
  await settled();
  const before = rigged.readings;
  clock.pass(1);
  await settled();

  assert.deepEqual([before, rigged.readings], [1, 2]);
});

test("a hint while reading leads to another reading", async () => {
  const rigged = rig();
  const { kept, clock } = rigged;
  kept.hint();
  clock.pass(0);
  kept.hint();
  await settled();

  clock.pass(3000);
  await settled();

  assert.equal(rigged.readings, 2);
});

test("a reading that fails keeps what was read before", async () => {
  const rigged = rig();
  await rigged.kept.refresh();
  rigged.answer = async () => {
    throw new Error("no network");
  };

  await rigged.kept.refresh();

  assert.deepEqual([rigged.kept.items.value, rigged.kept.state.value], [["one"], "failed"]);
});
