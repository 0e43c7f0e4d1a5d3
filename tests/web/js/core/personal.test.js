import assert from "node:assert/strict";
import test from "node:test";

import { goes, list, stays } from "../../../../web/static/js/core/personal.js";

const words = /** @type {any} */ ({
  say: (/** @type {string} */ text) => text,
  count: (/** @type {number} */ count, /** @type {string} */ one, /** @type {string} */ many) => (count === 1 ? one : many).replace("{count}", String(count)),
});
const found = { texts: 2, leads: 1, spans: 0, downloads: 2, letters: 0, invitations: 1, sessions: 1, elsewhere: false };

test("what goes is counted, and nothing is named that is not there", () => {
  assert.deepEqual(goes(words, found), ["name, organisation and contact", "2 texts", "the work on 1 lead", "2 downloads", "every way in to this roadshow"]);
});

test("a name that is needed elsewhere stays, and that is said", () => {
  assert.ok(!goes(words, { ...found, elsewhere: true }).includes("name, organisation and contact"));
  assert.match(stays(words, { ...found, elsewhere: true }), /Their name stays too/);
  assert.doesNotMatch(stays(words, found), /Their name stays too/);
});

test("a list is joined as the language does", () => {
  assert.equal(list(["a", "b"], "en"), "a and b");
});
