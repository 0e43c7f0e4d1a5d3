import assert from "node:assert/strict";
import test from "node:test";

import { assigned, difference, inverse, reconcile, tagged } from "../../../../web/static/js/core/lead_work.js";
import { lead } from "./lead_rows.js";

test("only what differs is sent", () => {
  const row = lead("a", { owner: "per_z", tags: ["hot"] });

  assert.deepEqual(difference(row, { owner: "per_z", next_step: "ring" }), { next_step: "ring" });
  assert.equal(difference(row, { owner: "per_z", tags: ["hot"] }), null);
});

test("a late change is tried again where nobody else touched the field", () => {
  const seen = lead("a", { owner: "per_z" });
  const fresh = { ...seen, version: 1, owner: "per_l", due: "2026-12-01" };

  const { again, disputed } = reconcile(seen, fresh, { owner: "per_w", next_step: "ring", due: "2026-12-01" });

  assert.deepEqual(again, { next_step: "ring" });
  assert.deepEqual(disputed, { owner: "per_w" });
});

test("what was done is undone to what was there, a reason with its stage", () => {
  const row = lead("a", { stage: "disqualified", lost_reason: "timing", tags: ["cold"] });

  assert.deepEqual(inverse(row, { stage: "new", tags: [] }), { stage: "disqualified", lost_reason: "timing", tags: ["cold"] });
  assert.deepEqual(inverse(lead("b"), { owner: "per_z", stage: "assigned" }), { owner: null, stage: "new" });
});

test("a new lead that is given to somebody is assigned, and one further on stays where it is", () => {
  assert.deepEqual(assigned(lead("a"), "per_z"), { owner: "per_z", stage: "assigned" });
  assert.deepEqual(assigned(lead("a", { stage: "assigned" }), null), { owner: null, stage: "new" });
  assert.deepEqual(assigned(lead("a", { stage: "meeting" }), "per_z"), { owner: "per_z" });
});

test("a tag is there once, and gone when it is given again", () => {
  assert.deepEqual(tagged(["hot"], " new "), ["hot", "new"]);
  assert.deepEqual(tagged(["hot", "new"], "HOT"), ["new"]);
  assert.deepEqual(tagged(["hot"], " "), ["hot"]);
});
