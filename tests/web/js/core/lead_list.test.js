import assert from "node:assert/strict";
import test from "node:test";

import { Roll, inSight, ordered } from "../../../../web/static/js/core/lead_list.js";
import { lead } from "./lead_rows.js";

const AROUND = { me: "per_o", people: [], projects: {}, most: lead("x").score };

/** @param {Partial<import("../../../../web/static/js/core/lead_list.js").LeadPage>} fields */
const page = (fields) => ({ epoch: "e", revision: 1, more: false, rows: [], gone: [], ...AROUND, ...fields });

/** @param {...ReturnType<typeof page>} pages */
function server(...pages) {
  /** @type {string[]} */
  const asked = [];
  const roll = new Roll(async (query) => {
    asked.push(query);
    return /** @type {any} */ (pages.shift());
  });
  return { asked, roll };
}

test("pages are put together, and afterwards only what changed is asked for", async () => {
  const { asked, roll } = server(
    page({ rows: [lead("a")], revision: 1, more: true }),
    page({ rows: [lead("b")], revision: 2 }),
    page({ rows: [lead("a", { version: 5 })], gone: ["lea_b"], revision: 4 }),
  );

  assert.deepEqual((await roll.refresh()).map((row) => row.lead), ["lea_a", "lea_b"]);
  assert.deepEqual((await roll.refresh()).map((row) => row.version), [5]);
  assert.deepEqual(asked, ["?epoch=&after=0", "?epoch=e&after=1", "?epoch=e&after=2"]);
  assert.equal(roll.around?.me, "per_o");
});

test("another epoch begins again", async () => {
  const { roll } = server(page({ rows: [lead("a")] }), page({ epoch: "f", rows: [lead("b")] }));

  await roll.refresh();

  assert.deepEqual((await roll.refresh()).map((row) => row.lead), ["lea_b"]);
});

test("of a long list what is in sight is drawn, and a little more", () => {
  assert.deepEqual(inSight(2000, 50, 5000, 500), { first: 92, last: 118 });
  assert.deepEqual(inSight(2000, 50, 0, 500), { first: 0, last: 18 });
  assert.deepEqual(inSight(3, 50, 0, 500), { first: 0, last: 3 });
  assert.deepEqual(inSight(0, 50, 900, 500), { first: 0, last: 0 });
});

test("an order that is held stays, and says how much waits", () => {
  const shown = ["a", "b", "c"];
  const there = (/** @type {string} */ one) => one !== "b";

  assert.deepEqual(ordered(shown, ["d", "c", "a"], there, true), { order: ["a", "c"], fresh: 1 });
  assert.deepEqual(ordered(shown, ["d", "c", "a"], there, false), { order: ["d", "c", "a"], fresh: 0 });
});
