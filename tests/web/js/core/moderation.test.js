import assert from "node:assert/strict";
import test from "node:test";

import { moderation } from "../../../../web/static/js/core/moderation.js";
import { at, question } from "./examples.js";

/** @param {import("../../../../web/static/js/protocol.js").QuestionView[]} questions */
const picture = (...questions) => ({ question: Object.fromEntries(questions.map((one) => [one.question, one])) });

/** @param {{ text: string | null }[]} questions */
const texts = (questions) => questions.map((one) => one.text);

test("who waits longest is read first", () => {
  const shown = picture(question("late", { status: "held", at: at(3) }), question("early", { status: "held", at: at(2) }));

  assert.deepEqual(texts(moderation(shown).held), ["early", "late"]);
});

test("open questions go by votes, then by age", () => {
  const shown = picture(
    question("one", { votes: 1, at: at(1) }),
    question("young", { votes: 4, at: at(3) }),
    question("old", { votes: 4, at: at(2) }),
  );

  assert.deepEqual(texts(moderation(shown).open), ["old", "young", "one"]);
});

test("a queue may be about one pitch", () => {
  const shown = picture(question("here"), question("there", { pitch: "pit_b" }), question("done", { status: "answered" }));

  const queue = moderation(shown, "pit_a");

  assert.deepEqual([texts(queue.open), texts(queue.answered), queue.dismissed], [["here"], ["done"], []]);
});
