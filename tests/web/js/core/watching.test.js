import assert from "node:assert/strict";
import test from "node:test";

import { stageBySeat, troubledFirst } from "../../../../web/static/js/core/watching.js";

/** @param {string} seat @param {Partial<import("../../../../web/static/js/core/watching.js").Watching>} [fields] */
const watching = (seat, fields = {}) => ({
  seat, source: null, layer: 2, bitrate: 900_000, estimate: 2_000_000, loss: 0, round_trip: 0.03, troubled: false, ...fields,
});

test("of a person's devices the one that sees worst is shown, and no preview", () => {
  const seen = stageBySeat([
    watching("ann"),
    watching("ann", { troubled: true, loss: 0.01 }),
    watching("ann", { loss: 0.04 }),
    watching("bob", { loss: 0.01 }),
    watching("bob", { loss: 0.02 }),
    watching("host", { source: "sea_1" }),
  ]);

  assert.deepEqual([...seen.keys()], ["ann", "bob"]);
  assert.deepEqual([seen.get("ann")?.troubled, seen.get("bob")?.loss], [true, 0.02]);
});

test("who sees badly comes first and the others stay in their order", () => {
  const people = ["amy", "bob", "cat"].map((seat) => ({ seat }));
  const seen = stageBySeat([watching("bob", { troubled: true }), watching("amy")]);

  assert.deepEqual(troubledFirst(people, seen).map((one) => one.seat), ["bob", "amy", "cat"]);
});
