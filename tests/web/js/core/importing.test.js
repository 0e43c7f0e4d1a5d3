import assert from "node:assert/strict";
import { test } from "node:test";

import { foremost, mapped, sampled, takeUrl, tally } from "../../../../web/static/js/core/importing.js";

/** @param {any[]} outcomes @returns {any[]} */
const rows = (outcomes) => outcomes.map((outcome, number) => ({ row: number + 2, name: "", outcome }));

test("a file is tried at the same address as it is taken in", () => {
  assert.equal(takeUrl("sea_1", ["lead", "", "stage"], "hubspot", false), "/api/seats/sea_1/leads/import?columns=lead%2C%2Cstage&crm=hubspot");
  assert.equal(takeUrl("sea_1", ["lead"], "", true), "/api/seats/sea_1/leads/import?columns=lead&apply=1");
});

test("what would be done is looked at first, then what is refused", () => {
  assert.deepEqual(tally(rows(["updated", "refused", "updated"])), { updated: 2, made: 0, refused: 1, unchanged: 0 });
  assert.equal(foremost(tally(rows(["unchanged", "refused"]))), "refused");
  assert.equal(foremost(tally(rows(["made", "refused"]))), "made");
  assert.equal(foremost(tally(rows(["unchanged"]))), "unchanged");
  assert.equal(foremost(tally([])), "updated");
});

test("a field is taken from one column, but for who is not to be contacted", () => {
  assert.deepEqual(mapped(["lead", "name", ""], 2, "name"), ["lead", "", "name"]);
  assert.deepEqual(mapped(["do_not_contact", ""], 1, "do_not_contact"), ["do_not_contact", "do_not_contact"]);
  assert.deepEqual(mapped(["lead", "", ""], 0, ""), ["", "", ""]);
});

test("a column shows two different things that it holds", () => {
  assert.equal(sampled({ header: "", field: "", samples: ["", "a", "a", "b", "c"] }), "a · b");
});
