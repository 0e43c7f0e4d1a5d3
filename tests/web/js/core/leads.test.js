import assert from "node:assert/strict";
import test from "node:test";

import {
  address, choices, chosen, difference, isOverdue, narrowed, neighbour, readQuery, reconcile, replaced,
} from "../../../../web/static/js/core/leads.js";

const TODAY = "2026-11-24";

/** @param {string} name @param {Partial<import("../../../../web/static/js/core/leads.js").LeadSheet>} [fields] */
const sheet = (name, fields = {}) => ({
  lead: `lea_${name}`,
  view: {
    lead: `lea_${name}`, project: "prj_a", number: 1, person: `per_${name}`, name, organisation: "Yunqi",
    first_at: null, last_at: `2026-11-24T08:0${name.length}:00Z`, questions: 0, votes: 0, intents: 0,
  },
  project_title: { en: "Buoy" },
  contact: null, consented: false, intents: [], story: [], version: 0, owner: "", stage: /** @type {const} */ ("new"), next_step: "",
  due: null, note: "", ...fields,
});

/** @param {ReturnType<typeof chosen>} sheets */
const names = (sheets) => sheets.map((one) => one.view.name);

const investing = /** @type {any} */ ({ terms: { kind: "invest" }, comment: "two tickets" });

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
  const sheets = [
    sheet("lin", { stage: "meeting", owner: "Zhou", intents: [investing] }),
    sheet("wen", { stage: "meeting" }),
    sheet("done", { stage: "agreed", owner: "Zhou" }),
  ];

  assert.deepEqual(names(chosen(sheets, { stage: "meeting", owner: "Zhou" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(sheets, { owner: "-" }, TODAY)), ["wen"]);
  assert.deepEqual(names(chosen(sheets, { intent: "yes" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(sheets, { intent: "no", stage: "working" }, TODAY)), ["wen"]);
  assert.deepEqual(names(chosen(sheets, { kind: "invest" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(sheets, { project: "prj_b" }, TODAY)), []);
});

test("a search looks at names, notes and comments", () => {
  const sheets = [sheet("lin", { note: "Sends the term sheet" }), sheet("wen", { intents: [investing] })];

  assert.deepEqual(names(chosen(sheets, { q: "TERM yunqi" }, TODAY)), ["lin"]);
  assert.deepEqual(names(chosen(sheets, { q: "tickets" }, TODAY)), ["wen"]);
});

test("what is due is due until there is an outcome", () => {
  const late = sheet("late", { due: "2026-11-23" });
  const won = sheet("won", { due: "2026-11-23", stage: "agreed" });
  const soon = sheet("soon", { due: "2026-12-01" });

  assert.equal(isOverdue(late, TODAY), true);
  assert.deepEqual(names(chosen([late, won, soon], { due: "overdue" }, TODAY)), ["late"]);
  assert.deepEqual(names(chosen([late, soon, sheet("none")], { due: "week", sort: "due" }, TODAY)), ["late", "soon"]);
  assert.deepEqual(names(chosen([late, sheet("none")], { due: "none" }, TODAY)), ["none"]);
});

test("without a wish the latest signal comes first", () => {
  const sheets = [sheet("a"), sheet("abc"), sheet("ab")];

  assert.deepEqual(names(chosen(sheets, {}, TODAY)), ["abc", "ab", "a"]);
  assert.deepEqual(names(chosen(sheets, { sort: "name" }, TODAY)), ["a", "ab", "abc"]);
  assert.deepEqual(names(chosen([sheet("x", { stage: "agreed" }), sheet("y")], { sort: "stage" }, TODAY)), ["y", "x"]);
  assert.deepEqual(names(chosen([sheet("x"), sheet("y", { intents: [investing] })], { sort: "intents" }, TODAY)), ["y", "x"]);
});

test("only what occurs can be chosen", () => {
  const found = choices([sheet("lin", { owner: "Zhou", intents: [investing] }), sheet("wen")]);

  assert.deepEqual([found.owners, found.kinds, [...found.projects.keys()]], [["Zhou"], ["invest"], ["prj_a"]]);
});

test("the keyboard goes through a list and stops at its ends", () => {
  const list = [sheet("a"), sheet("b")];

  assert.equal(neighbour(list, null, 1), "lea_a");
  assert.equal(neighbour(list, "lea_a", 1), "lea_b");
  assert.equal(neighbour(list, "lea_b", 1), "lea_b");
  assert.equal(neighbour(list, null, -1), "lea_b");
  assert.equal(neighbour([], null, 1), null);
});

test("only what differs is sent", () => {
  const lead = sheet("a", { owner: "Zhou" });

  assert.deepEqual(difference(lead, { owner: "Zhou", note: "rang" }), { note: "rang" });
  assert.equal(difference(lead, { owner: "Zhou" }), null);
  assert.deepEqual(names([...replaced([lead, sheet("b")], { ...lead, view: { ...lead.view, name: "new" } })]), ["new", "b"]);
});

test("a late change is tried again where nobody else touched the field", () => {
  const seen = sheet("a", { owner: "Zhou", note: "" });
  const fresh = { ...seen, version: 1, owner: "Lin", next_step: "Call" };

  const { again, disputed } = reconcile(seen, fresh, { owner: "Wu", note: "rang", next_step: "Call" });

  assert.deepEqual(again, { note: "rang" });
  assert.deepEqual(disputed, { owner: "Wu" });
});
