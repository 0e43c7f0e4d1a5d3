import assert from "node:assert/strict";
import test from "node:test";

import { shownBoard, shownPitch, shownQuestions } from "../../../../web/static/js/core/projection.js";
import { at, picture, pitch, question } from "./examples.js";

const asking = pitch("a", { phase: "questions", started_at: at(0), questions_at: at(6) });
const board = { project: "prj_a", parties: 4, kinds: {}, levels: {}, sums: [], lines: [], withheld: [], target: null, coverage: null, least: 3 };
const hall = { ...picture([asking]), board: { prj_a: board } };

test("a board is shown only where the seat sees what the public sees", () => {
  assert.equal(shownBoard(hall, "audience"), board);
  assert.equal(shownBoard(hall, "organizer"), null);
  assert.equal(shownBoard(hall, "presenter"), null);
});

test("between two pitches the last one stays", () => {
  const first = pitch("a", { phase: "done", ended_at: at(10) });
  const second = pitch("b", { phase: "done", ended_at: at(20) });

  assert.equal(shownPitch(picture([second, first]))?.pitch, "pit_b");
  assert.equal(shownPitch(picture([pitch("c")])), null);
  assert.deepEqual(shownQuestions({ question: { que_a: question("a") } }, 3), []);
});

test("what waits for review and who asked anonymously stay off the screen", () => {
  const questions = [
    question("held", { status: "held" }),
    question("open", { votes: 2, anonymous: true }),
    question("named", { votes: 5, organisation: "Yunqi" }),
    question("elsewhere", { pitch: "pit_b" }),
  ];
  const shown = shownQuestions({ ...hall, question: Object.fromEntries(questions.map((one) => [one.question, one])) }, 3);

  assert.deepEqual(shown.map(({ text, who }) => [text, who]), [["named", "Li Wen · Yunqi"], ["open", ""]]);
});
