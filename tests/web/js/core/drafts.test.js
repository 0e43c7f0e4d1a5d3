import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts, dropDrafts } from "../../../../web/static/js/core/drafts.js";

function shelf() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

test("a draft is there after a reload, for its own seat", () => {
  const one = shelf();
  new Drafts("sea_1", one).keep("question", { text: "how" });

  assert.deepEqual(new Drafts("sea_1", one).read("question", { text: "" }), { text: "how" });
  assert.deepEqual(new Drafts("sea_2", one).read("question", { text: "" }), { text: "" });
});

test("a draft that was dropped, or is of another shape, is none", () => {
  const drafts = new Drafts("sea_1", shelf());
  drafts.keep("a", "text");
  drafts.keep("b", "text");
  drafts.drop("b");

  assert.deepEqual(drafts.read("a", { text: "" }), { text: "" });
  assert.equal(drafts.read("b", ""), "");
});

test("a storage that refuses or holds rubbish loses nothing but the draft", () => {
  const refusing = { ...shelf(), setItem: () => { throw new Error("full"); }, getItem: () => "{" };
  const drafts = new Drafts("sea_1", refusing);

  drafts.keep("a", "text");

  assert.equal(drafts.read("a", "nothing"), "nothing");
});

test("all drafts go at once, and nothing else that is kept", () => {
  const storage = /** @type {any} */ ({
    "roadshow.draft.sea_1.a": "1",
    "roadshow.draft.sea_2.b": "2",
    theme: "dark",
    removeItem(/** @type {string} */ key) {
      delete this[key];
    },
  });

  dropDrafts(storage);

  assert.deepEqual(Object.keys(storage), ["theme", "removeItem"]);
});
