import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../../web/static/js/core/words.js";

const chinese = new Words("zh", { "Hello, {name}": "{name}，你好", Empty: "", "{count} party": ["{count} 方"] });
const english = new Words("en", { "{count} party": ["{count} party", "{count} parties"] });

test("words are looked up and their parameters filled in", () => {
  assert.equal(chinese.say("Hello, {name}", { name: "李雷" }), "李雷，你好");
  assert.equal(english.say("Hello, {name}", { name: "Li Lei" }), "Hello, Li Lei");
});

test("what is not translated, or to nothing, stays English", () => {
  assert.equal(chinese.say("Unknown"), "Unknown");
  assert.equal(chinese.say("Empty"), "Empty");
});

test("a parameter that is not given stays visible", () => {
  assert.equal(english.say("{a} {b}", { a: 1 }), "1 {b}");
});

test("counts choose their form, with or without a catalogue", () => {
  assert.equal(english.count(1, "{count} party", "{count} parties"), "1 party");
  assert.equal(english.count(2000, "{count} party", "{count} parties"), "2,000 parties");
  assert.equal(new Words("en").count(2, "{count} seat", "{count} seats"), "2 seats");
  assert.equal(chinese.count(1, "{count} party", "{count} parties"), "1 方");
  assert.equal(chinese.count(3, "{count} party", "{count} parties"), "3 方");
});

test("a bilingual text is read in one's language, or in the other", () => {
  assert.equal(chinese.of({ zh: "光子芯片", en: "Photonic chip" }), "光子芯片");
  assert.equal(english.of({ zh: "光子芯片", en: "Photonic chip" }), "Photonic chip");
  assert.equal(english.of({ zh: "光子芯片" }), "光子芯片");
  assert.equal(english.of(null), "");
});
