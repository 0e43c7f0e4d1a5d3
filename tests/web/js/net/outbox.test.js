import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../../../web/static/js/net/outbox.js";
import { memoryShelf } from "../../../../web/static/js/net/shelf.js";
import { HandClock, settled } from "./clocks.js";

/** @import { Entry } from "../../../../web/static/js/net/outbox.js" */
/** @import { Verdict } from "../../../../web/static/js/net/post.js" */

const acknowledgement = { seq: 1, at: "2026-11-24T08:00:00Z" };
/** @type {Verdict} */
const RECORDED = { kind: "recorded", acknowledgement };
/** @type {Verdict} */
const AGAIN = { kind: "again", after: 0 };
/** @type {Verdict} */
const REFUSED = { kind: "refused", problem: { status: 409, title: "Too late", code: "window_closed", detail: "" } };

/** @param {string} text */
const ask = (text) => /** @type {const} */ ({ type: "question.ask", text });
const VOTE = /** @type {const} */ ({ type: "question.vote", question: "que_1" });

/** @param {Verdict[]} verdicts in turn; the last one stays */
function rig(verdicts, shelf = memoryShelf()) {
  const clock = new HandClock();
  let keys = 0;
  const rigged = {
    clock,
    shelf,
    posted: /** @type {Entry[]} */ ([]),
    onDisk: /** @type {number[]} */ ([]),
    entries: /** @type {Entry[]} */ ([]),
    recorded: /** @type {string[]} */ ([]),
    refused: /** @type {string[]} */ ([]),
    outbox: /** @type {any} */ (null),
  };
  rigged.outbox = new Outbox({
    seat: "sea_1",
    shelf,
    clock,
    random: () => 1,
    key: () => `key-${++keys}`,
    lock: (_name, work) => work(),
    changed: (entries) => (rigged.entries = entries),
    recorded: (entry) => rigged.recorded.push(entry.key),
    refused: (entry, problem) => rigged.refused.push(`${entry.key} ${problem.code}`),
    post: async (entry) => {
      rigged.posted.push(entry);
      rigged.onDisk.push((await shelf.of("sea_1")).length);
      return /** @type {Verdict} */ (verdicts.length > 1 ? verdicts.shift() : verdicts[0]);
    },
  });
  return rigged;
}

test("a command is on disk before it is sent, and leaves with its acknowledgement", async () => {
  const one = rig([RECORDED]);

  await one.outbox.add(ask("how"));
  assert.deepEqual(one.entries.map((entry) => entry.key), ["key-1"]);
  await settled();

  assert.deepEqual(one.onDisk, [1]);
  assert.deepEqual(one.recorded, ["key-1"]);
  assert.deepEqual(one.entries, []);
});

test("first in, first out, one in flight", async () => {
  const one = rig([RECORDED]);

  await Promise.all([one.outbox.add(ask("a")), one.outbox.add(ask("b")), one.outbox.add(ask("c"))]);
  await settled();

  assert.deepEqual(one.posted.map((entry) => entry.key), ["key-1", "key-2", "key-3"]);
  assert.deepEqual(one.onDisk, [3, 2, 1]);
});

test("without an answer the same key is sent again, after a while", async () => {
  const one = rig([AGAIN, AGAIN, RECORDED]);

  await one.outbox.add(VOTE);
  await settled();
  one.clock.pass(499);
  await settled();
  assert.equal(one.posted.length, 1);
  one.clock.pass(1);
  await settled();
  one.clock.pass(1000);
  await settled();

  assert.deepEqual(one.posted.map((entry) => entry.key), ["key-1", "key-1", "key-1"]);
  assert.deepEqual(one.recorded, ["key-1"]);
});

test("the server's Retry-After is the least to wait", async () => {
  const one = rig([{ kind: "again", after: 7000 }, RECORDED]);

  await one.outbox.add(VOTE);
  await settled();
  one.clock.pass(7000);
  await settled();
  assert.equal(one.posted.length, 1);
  one.clock.pass(500);
  await settled();

  assert.equal(one.posted.length, 2);
});

test("the network being back ends the waiting", async () => {
  const one = rig([AGAIN, RECORDED]);

  await one.outbox.add(VOTE);
  await settled();
  one.outbox.flush();
  await settled();

  assert.deepEqual(one.recorded, ["key-1"]);
  assert.equal(one.clock.set, 0);
});

test("signed out, everything is kept until somebody signs in", async () => {
  const one = rig([{ kind: "kept" }, RECORDED]);

  await one.outbox.add(ask("a"));
  await settled();
  assert.equal(one.outbox.signedOut, true);
  assert.equal(one.entries.length, 1);
  one.clock.pass(60_000);
  await settled();
  assert.equal(one.posted.length, 1);
  one.outbox.flush();
  await settled();

  assert.equal(one.outbox.signedOut, false);
  assert.deepEqual(one.recorded, ["key-1"]);
});

test("what was written and refused becomes a draft, and what follows goes on", async () => {
  const one = rig([REFUSED, RECORDED]);

  await one.outbox.add(ask("late"));
  await one.outbox.add(VOTE);
  await settled();

  assert.deepEqual(one.refused, ["key-1 window_closed"]);
  assert.deepEqual(one.entries.map((entry) => [entry.key, entry.refusal?.code]), [["key-1", "window_closed"]]);
  assert.deepEqual(one.recorded, ["key-2"]);
  await one.outbox.drop("key-1");
  assert.deepEqual(one.entries, []);
});

test("a vote that was refused is told and forgotten", async () => {
  const one = rig([REFUSED]);

  await one.outbox.add(VOTE);
  await settled();

  assert.deepEqual(one.refused, ["key-1 window_closed"]);
  assert.deepEqual(one.entries, []);
});

test("entries outlive the page and belong to one seat", async () => {
  const shelf = memoryShelf();
  await shelf.put({ key: "key-0", seat: "sea_1", command: VOTE, at: 0 });
  await shelf.put({ key: "key-x", seat: "sea_2", command: VOTE, at: 0 });
  const one = rig([RECORDED], shelf);

  one.outbox.flush();
  await settled();

  assert.deepEqual(one.recorded, ["key-0"]);
  assert.equal((await shelf.of("sea_2")).length, 1);
});

test("an entry that comes just after the last look is still sent", async () => {
  const one = rig([RECORDED]);
  one.outbox.flush();
  await one.outbox.add(VOTE);
  await settled();

  assert.deepEqual(one.recorded, ["key-1"]);
});

test("a tab hears of what another has changed", async () => {
  const one = rig([RECORDED]);
  await one.shelf.put({ key: "key-9", seat: "sea_1", command: VOTE, at: 0 });

  await one.outbox.refresh();

  assert.deepEqual(one.entries.map((entry) => entry.key), ["key-9"]);
});

test("a shelf that fails for a moment delays what waits, and no more", async () => {
  const shelf = memoryShelf();
  const { of } = shelf;
  let failures = 0;
  const one = rig([RECORDED], { ...shelf, of: async (seat) => (failures++ === 1 ? Promise.reject(new Error("closed")) : of(seat)) });

  await one.outbox.add(ask("how"));
  await settled();
  assert.deepEqual(one.recorded, []);
  await one.clock.pass(60_000);
  await settled();

  assert.deepEqual(one.recorded, ["key-1"]);
});
