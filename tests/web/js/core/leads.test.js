import assert from "node:assert/strict";
import test from "node:test";

import { address, choices, chosen, isOverdue, narrowed, neighbour, readQuery, replaced } from "../../../../web/static/js/core/leads.js";
import { lead } from "./lead_rows.js";

const TODAY = "2026-11-24";

/** @param {ReturnType<typeof chosen>} rows */
const names = (rows) => rows.map((one) => one.view.name);

const investing = /** @type {any} */ ({ intent: "int_1", kind: "invest" });

test("an address is read and written, and what it does not know is left out", () => {
  const query = readQuery("?stage=new&owner=&colour=red&sort=due");

  assert.deepEqual(query, { stage: "new", sort: "due" });
  assert.equal(address(query, { owner: "Lin", stage: null }), "?sort=due&owner=Lin");
  assert.equal(address({}, {}), "?");
});

test("only filters narrow a list", () => {
  assert.equal(narrowed({ sort: "due", lead: "lea_1" }), false);
  assert.equal(narrowed({ q: "lin" }), true);
});

test("filters work together", () => {
  const rows = [
    lead("lin", { stage: "meeting", owner: "per_z", intents: [investing], tags: ["hot"] }),
    lead("wen", { stage: "meeting", waiting: true }),
    lead("done", { stage: "converted", owner: "per_z" }),
  ];

  assert.deepEqual(names(chosen(rows, { stage: "meeting", owner: "per_z" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(rows, { owner: "-" }, TODAY)), ["wen"]);
  assert.deepEqual(names(chosen(rows, { intent: "yes" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(rows, { intent: "no", stage: "working" }, TODAY)), ["wen"]);
  assert.deepEqual(names(chosen(rows, { kind: "invest" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(rows, { tag: "hot" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(rows, { answer: "needed" }, TODAY)), ["wen"]);
  assert.deepEqual(names(chosen(rows, { project: "prj_b" }, TODAY)), []);
});

test("a search looks at names, notes, tags and what project and owner are called", () => {
  const rows = [lead("lin", { last_note: "Sends the term sheet" }), lead("wen", { tags: ["Hot"] })];

  assert.deepEqual(names(chosen(rows, { q: "TERM yunqi" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(rows, { q: "hot" }, TODAY)), ["wen"]);
  assert.deepEqual(names(chosen(rows, { q: "buoy" }, TODAY, (row) => (row.lead === "lea_lin" ? "Buoy" : ""))), ["lin"]);
});

test("what is due is due until there is an outcome", () => {
  const late = lead("late", { due: "2026-11-23" });
  const won = lead("won", { due: "2026-11-23", stage: "converted" });
  const soon = lead("soon", { due: "2026-12-01" });

  assert.equal(isOverdue(late, TODAY), true);
  assert.deepEqual(names(chosen([late, won, soon], { due: "overdue" }, TODAY)), ["late"]);
  assert.deepEqual(names(chosen([late, soon, lead("none")], { due: "week", sort: "due" }, TODAY)), ["late", "soon"]);
  assert.deepEqual(names(chosen([late, lead("none")], { due: "none" }, TODAY)), ["none"]);
});

test("without a wish the latest signal comes first", () => {
  const rows = [lead("a"), lead("abc"), lead("ab")];
  const warm = lead("y", { score: { total: 40, intent: 40, fit: 0, engagement: 0, recency: 0 } });

  assert.deepEqual(names(chosen(rows, {}, TODAY)), ["abc", "ab", "a"]);
  assert.deepEqual(names(chosen(rows, { sort: "name" }, TODAY)), ["a", "ab", "abc"]);
  assert.deepEqual(names(chosen([lead("x", { stage: "converted" }), lead("y")], { sort: "stage" }, TODAY)), ["y", "x"]);
  assert.deepEqual(names(chosen([lead("x"), warm], { sort: "score" }, TODAY)), ["y", "x"]);
});

test("only what occurs can be chosen", () => {
  const found = choices([lead("lin", { owner: "per_z", intents: [investing], tags: ["b", "a"] }), lead("wen", { tags: ["a"] })]);

  assert.deepEqual(found, { owners: ["per_z"], kinds: ["invest"], projects: ["prj_a"], tags: ["a", "b"] });
});

test("the keyboard goes through a list and stops at its ends", () => {
  const list = [lead("a"), lead("b")];

  assert.equal(neighbour(list, null, 1), "lea_a");
  assert.equal(neighbour(list, "lea_a", 1), "lea_b");
  assert.equal(neighbour(list, "lea_b", 1), "lea_b");
  assert.equal(neighbour(list, null, -1), "lea_b");
  assert.equal(neighbour([], null, 1), null);
});

test("a fresh row takes the place of the old one", () => {
  const [a, b] = [lead("a"), lead("b")];

  assert.deepEqual(replaced([a, b], [{ ...b, version: 2 }, lead("c")]).map((row) => row.version), [0, 2]);
});

test("two thousand leads are filtered and sorted in a blink", () => {
  const rows = Array.from({ length: 2000 }, (_, number) => lead(`investor ${number}`, { score: { total: number % 97, intent: 0, fit: 0, engagement: 0, recency: 0 } }));
  const began = performance.now();

  const found = chosen(rows, { q: "investor 1", sort: "score" }, TODAY);

  assert.equal(found.length, 1271);
  assert.ok(performance.now() - began < 200);
});
