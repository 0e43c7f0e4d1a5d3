import assert from "node:assert/strict";
import { test } from "node:test";

import { GROUPS, actionsOf, canMeet, groupOf, grouped, minutesLeft, moved, sideOf, slots, takenBy } from "../../../../web/static/js/core/meetings.js";

/** @import { OwnMeetingView } from "../../../../web/static/js/protocol.js" */

const NOW = Date.parse("2026-11-26T09:00:00Z");

/** @param {Partial<OwnMeetingView>} fields @returns {OwnMeetingView} */
const meeting = (fields) => ({
  meeting: "mee_1", project: "prj_a", by: "investor", status: "proposed", version: 1, minutes: 20, offers: [],
  starts_at: null, place: "", sequence: 0, note: null, answer: null, reason: null, asked_at: "2026-11-25T09:00:00Z",
  expires_at: "2026-11-28T09:00:00Z", at: "2026-11-25T09:00:00Z", project_zone: "", ...fields,
});

test("each role is a side", () => {
  assert.deepEqual((/** @type {const} */ (["organizer", "auditor", "presenter", "investor"])).map(sideOf), ["organizer", "organizer", "project", "investor"]);
});

test("a request waits for an answer from the side that was asked", () => {
  assert.equal(groupOf(meeting({}), "project", NOW), "answer");
  assert.equal(groupOf(meeting({}), "investor", NOW), "waiting");
  assert.equal(groupOf(meeting({}), "organizer", NOW), "waiting");
});

test("a meeting is ahead until its end", () => {
  const at = (/** @type {string} */ starts_at) => groupOf(meeting({ status: "scheduled", starts_at }), "investor", NOW);

  assert.equal(at("2026-11-26T08:45:00Z"), "ahead");
  assert.equal(at("2026-11-26T08:40:00Z"), "past");
});

test("groups hold every meeting once, the soonest first where they lie ahead", () => {
  const all = [
    meeting({ meeting: "late", status: "scheduled", starts_at: "2026-11-28T09:00:00Z" }),
    meeting({ meeting: "soon", status: "scheduled", starts_at: "2026-11-27T09:00:00Z" }),
    meeting({ meeting: "gone", status: "declined" }),
  ];

  const groups = grouped(all, "investor", NOW);

  assert.deepEqual([...groups.keys()], [...GROUPS]);
  assert.deepEqual(groups.get("ahead")?.map((one) => one.meeting), ["soon", "late"]);
  assert.deepEqual(groups.get("over")?.map((one) => one.meeting), ["gone"]);
});

test("what may be done follows from the state and the side", () => {
  const held = { status: /** @type {const} */ ("scheduled"), starts_at: "2026-11-26T08:00:00Z" };

  assert.deepEqual(actionsOf(meeting({}), "project", NOW), ["accept", "decline"]);
  assert.deepEqual(actionsOf(meeting({}), "investor", NOW), ["withdraw"]);
  assert.deepEqual(actionsOf(meeting({}), "organizer", NOW), []);
  assert.deepEqual(actionsOf(meeting({ status: "accepted" }), "investor", NOW), ["move", "cancel"]);
  assert.deepEqual(actionsOf(meeting(held), "project", NOW), ["mark", "move", "cancel"]);
  assert.deepEqual(actionsOf(meeting(held), "investor", NOW), ["move", "cancel"]);
  assert.deepEqual(actionsOf(meeting({ ...held, status: "held" }), "organizer", NOW), ["mark"]);
  assert.deepEqual(actionsOf(meeting({ status: "cancelled" }), "organizer", NOW), []);
});

test("a request says how long it still waits", () => {
  assert.equal(minutesLeft(meeting({}), NOW), 48 * 60);
  assert.equal(minutesLeft(meeting({ expires_at: "2026-11-26T08:00:00Z" }), NOW), 0);
  assert.equal(minutesLeft(meeting({ status: "accepted" }), NOW), null);
});

test("windows are cut into the slots that the server cuts", () => {
  const windows = [
    { starts_at: "2026-11-26T08:00:00Z", ends_at: "2026-11-26T09:00:00Z" },
    { starts_at: "2026-11-27T08:00:00Z", ends_at: "2026-11-27T08:19:00Z" },
  ];

  assert.deepEqual(slots({ windows, minutes: 20, gap: 10 }), ["2026-11-26T08:00:00.000Z", "2026-11-26T08:30:00.000Z"]);
});

test("nobody is put where they meet somebody else, and a pair may stay where it is", () => {
  const taken = [{ person: "ann", project: "prj_a", starts_at: "2026-11-26T08:00:00Z" }];
  const at = "2026-11-26T08:15:00Z";

  assert.equal(canMeet({ person: "ann", project: "prj_b" }, at, 20, taken), false);
  assert.equal(canMeet({ person: "bob", project: "prj_a" }, at, 20, taken), false);
  assert.equal(canMeet({ person: "bob", project: "prj_b" }, at, 20, taken), true);
  assert.equal(canMeet({ person: "ann", project: "prj_a" }, at, 20, taken), true);
  assert.equal(canMeet({ person: "ann", project: "prj_b" }, at, 15, taken), true);
});

test("a thing is moved within an order and never out of it", () => {
  const order = ["a", "b", "c"];

  assert.deepEqual(moved(order, "a", 2), ["b", "c", "a"]);
  assert.deepEqual(moved(order, "c", 0), ["c", "a", "b"]);
  assert.deepEqual(moved(order, "a", -1), order);
  assert.deepEqual(moved(order, "c", 3), order);
  assert.deepEqual(moved(order, "x", 0), order);
});

test("what was called off takes no time", () => {
  const seen = { lead: null, number: 1, person: "ann", name: null, organisation: null, investor_zone: "" };

  assert.equal(takenBy([], [{ ...meeting({ status: "cancelled" }), ...seen }, { ...meeting({ status: "held" }), ...seen }]).length, 1);
});
