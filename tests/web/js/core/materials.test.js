import assert from "node:assert/strict";
import { test } from "node:test";

import { addUrl, contentUrl, ofProject, sizeOf, stemOf, withOne } from "../../../../web/static/js/core/materials.js";

/** @param {string} name @param {Partial<import("../../../../web/static/js/core/materials.js").Material>} [fields] */
const material = (name, fields = {}) => ({
  material: `mat_${name}`,
  project: "prj_a",
  name: `${name}.pdf`,
  kind: "pdf",
  size: 1024,
  investors: false,
  added_at: "2026-11-24T08:00:00Z",
  removed: false,
  ...fields,
});

test("a project's documents are its own, without those that were removed", () => {
  const all = [material("deck"), material("plan", { project: "prj_b" }), material("old", { removed: true })];

  assert.deepEqual(ofProject(all, "prj_a"), [all[0]]);
  assert.deepEqual(ofProject(all, null), []);
});

test("one that changed stays in its place, and one that is new comes last", () => {
  const [deck, plan] = [material("deck"), material("plan")];

  assert.deepEqual(withOne([deck, plan], { ...deck, name: "new.pdf" }).map((one) => one.name), ["new.pdf", "plan.pdf"]);
  assert.deepEqual(withOne([deck], plan), [deck, plan]);
});

test("a size is told in the largest unit of which it is one", () => {
  assert.equal(sizeOf(1.25 * 1024 * 1024, "en"), "1.3 MB");
  assert.equal(sizeOf(20 * 1024, "en"), "20 kB");
  assert.equal(sizeOf(12, "en"), "12 byte");
  assert.match(sizeOf(3 * 1024 * 1024, "zh-CN"), /^3/);
});

test("a name travels whole in an address, whatever is in it", () => {
  const url = new URL(addUrl("sea_1", "prj_a", "路演 & deck.pdf", true), "http://house");

  assert.equal(url.searchParams.get("name"), "路演 & deck.pdf");
  assert.equal(url.searchParams.get("investors"), "true");
  assert.equal(new URL(addUrl("sea_1", "prj_a", "a.pdf", false), "http://house").searchParams.has("investors"), false);
  assert.equal(contentUrl("sea_1", material("deck")), "/api/seats/sea_1/materials/mat_deck/content");
});

test("a name is changed without its ending", () => {
  assert.equal(stemOf(material("deck")), "deck");
});
