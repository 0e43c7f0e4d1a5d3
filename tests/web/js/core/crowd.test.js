import assert from "node:assert/strict";
import test from "node:test";

import { found, present, sorted, upToDate } from "../../../../web/static/js/core/crowd.js";

/** @param {string} name @param {Partial<import("../../../../web/static/js/core/readiness.js").Attendee>} [fields] */
const person = (name, fields = {}) => ({
  seat: `sea_${name}`, person: `per_${name}`, name, organisation: "Yunqi Capital", contact: `${name}@example.org`,
  role: /** @type {const} */ ("investor"), project: null, muted: false, removed: false, online: true, ...fields,
});
const names = (/** @type {{ name: string }[]} */ people) => people.map((one) => one.name);

test("what was decided since the list was read counts", () => {
  const shown = { standing: { per_lin: { person: "per_lin", muted: true, removed: false, erased: false } } };

  assert.equal(upToDate([person("lin")], shown)[0]?.muted, true);
  assert.equal(upToDate([person("wen", { removed: true })], shown)[0]?.removed, true);
});

test("each word narrows the search", () => {
  const people = [person("lin"), person("wen", { organisation: "Harbour" })];

  assert.deepEqual(names(found(people, "yunqi LIN")), ["lin"]);
  assert.deepEqual(names(found(people, "wen@example")), ["wen"]);
  assert.equal(found(people, " ").length, 2);
});

test("who is here comes first and who was removed last", () => {
  const people = [
    person("gone", { removed: true }),
    person("away", { online: false }),
    person("zed"),
    person("amy"),
    person("host", { role: "organizer" }),
  ];

  assert.deepEqual(names(sorted(people, "en")), ["host", "amy", "zed", "away", "gone"]);
});

test("only who is here is counted", () => {
  assert.equal(present([person("lin"), person("wen", { online: false }), person("out", { removed: true })]).investor, 1);
});
