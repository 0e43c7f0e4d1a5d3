import assert from "node:assert/strict";
import { test } from "node:test";

import { outdated, shown } from "../../../../web/static/js/core/rehearsing.js";

test("figures that are told are written, in words those of the reader", () => {
  const told = shown({ viewers: 200, p99: 131, errors: 0, title: { en: "The pitch", zh: "路演" }, pitch: { en: "Solar paint", zh: "" }, other: 5 }, "zh");

  assert.deepEqual(told, { figures: { viewers: "200", p99: "131", errors: "0" }, title: "路演", pitch: "Solar paint" });
  assert.deepEqual(shown(null, "en"), { figures: {}, title: "", pitch: "" });
});

test("the page is out of date as soon as a rehearsal is another or stands elsewhere", () => {
  const states = new Map([["rsh_1", "running"]]);
  const one = { roadshow: "rsh_1", state: "running", progress: null };

  assert.equal(outdated(states, [one]), false);
  assert.equal(outdated(states, [{ ...one, state: "ended" }]), true);
  assert.equal(outdated(states, [{ ...one, roadshow: "rsh_2" }]), true);
  assert.equal(outdated(states, []), true);
});
