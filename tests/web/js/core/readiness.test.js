import assert from "node:assert/strict";
import test from "node:test";

import { backstageOf, presentersOf, readiness, sourceOf } from "../../../../web/static/js/core/readiness.js";
import { picture, pitch } from "./examples.js";

/** @param {string} seat @param {Partial<import("../../../../web/static/js/core/readiness.js").Attendee>} [fields] */
const presenter = (seat, fields = {}) => ({
  seat, person: `per_${seat}`, name: seat, organisation: "", contact: "", role: /** @type {const} */ ("presenter"),
  project: "prj_a", muted: false, removed: false, online: true, ...fields,
});
const called = { pitch: "pit_a", called: true, ready: null };

test("a light goes from absent to ready", () => {
  const absent = [presenter("one", { online: false })];
  const here = [presenter("one")];

  assert.equal(readiness(undefined, absent, []), "absent");
  assert.equal(readiness(undefined, here, []), "here");
  assert.equal(readiness(called, here, []), "called");
  assert.equal(readiness(called, here, ["one"]), "picture");
  assert.equal(readiness({ ...called, ready: "one" }, here, ["one"]), "ready");
});

test("ready without a picture is not ready", () => {
  assert.equal(readiness({ ...called, ready: "one" }, [presenter("one")], ["two"]), "dark");
});

test("the seat that said ready is shown before another that publishes", () => {
  const two = [presenter("one"), presenter("two")];

  assert.equal(sourceOf({ ...called, ready: "two" }, two, ["one", "two"]), "two");
  assert.equal(sourceOf(called, two, ["two"]), "two");
  assert.equal(sourceOf(called, two, ["other"]), null);
});

test("presenters are those of the project who were not removed", () => {
  const people = [presenter("one"), presenter("two", { project: "prj_b" }), presenter("three", { removed: true })];

  assert.deepEqual(presentersOf(people, "prj_a").map((one) => one.seat), ["one"]);
});

test("a pitch without a backstage has nobody", () => {
  assert.deepEqual(backstageOf(picture([]), pitch("a"), [], []), { presenters: [], readiness: "absent", source: null });
});
