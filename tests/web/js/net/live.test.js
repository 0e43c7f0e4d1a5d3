import assert from "node:assert/strict";
import { test } from "node:test";

import { Live } from "../../../../web/static/js/net/live.js";
import { memoryShelf } from "../../../../web/static/js/net/shelf.js";
import { HandClock, settled } from "./clocks.js";

/** @import { Verdict } from "../../../../web/static/js/net/post.js" */

/** @param {Verdict} [verdict] */
function rig(verdict = { kind: "again", after: 0 }) {
  const clock = new HandClock();
  /** @type {any[]} */
  const sockets = [];
  /** @type {string[]} */
  const sent = [];
  /** @type {string[]} */
  const roles = [];
  const live = new Live({
    seat: "sea_1",
    open: () => sockets[sockets.push({ readyState: 1, send: (/** @type {string} */ text) => sent.push(text), close() {} }) - 1],
    shelf: memoryShelf(),
    post: async () => verdict,
    key: () => "key-00000001",
    lock: (_name, work) => work(),
    clock,
    why: async () => null,
    random: () => 1,
    welcomed: (role) => roles.push(role),
  });
  live.start();
  /** @param {object[]} messages */
  const bring = (...messages) => {
    for (const message of messages) sockets.at(-1).onmessage({ data: JSON.stringify(message) });
  };
  return { live, clock, sockets, sent, roles, bring };
}

const now = "2026-11-24T08:00:00Z";
const WELCOME = { type: "welcome", seat: "sea_1", role: "investor", project: null, epoch: "e", now };
const SNAPSHOT = { type: "snapshot", epoch: "e", seq: 3, views: { me: { me: { muted: false, number: 2 } } } };

test("messages become signals", () => {
  const { live, bring, roles } = rig();
  assert.equal(live.ready.value, false);

  bring(WELCOME, SNAPSHOT, { type: "presence", viewers: 40, partial: false }, { type: "reactions", counts: { wow: 2 } });
  bring({ type: "media", workers: [2], sources: [] });

  assert.equal(live.picture.value.me?.me?.number, 2);
  assert.equal(live.viewers.value, 40);
  assert.equal(live.partial.value, false);
  assert.deepEqual(live.reactions.value, { wow: 2 });
  assert.deepEqual(live.media.value?.workers, [2]);
  assert.equal(live.line.value.name, "live");
  assert.equal(live.now(), Date.parse(now));
  assert.deepEqual(roles, ["investor"]);
});

test("a count of one server alone is known as such until the next", () => {
  const { live, bring } = rig();
  bring(WELCOME, SNAPSHOT, { type: "presence", viewers: 40, partial: true });
  assert.equal(live.partial.value, true);

  bring({ type: "presence", viewers: 90, partial: false });

  assert.equal(live.partial.value, false);
});

test("on coming back it says where the picture stands, and nothing else", () => {
  const { live, clock, sockets, sent, bring } = rig();
  bring(WELCOME, SNAPSHOT);

  live.lose();
  clock.pass(500);
  sockets.at(-1).onopen();

  assert.deepEqual(JSON.parse(sent.at(-1) ?? ""), { type: "hello", epoch: "e", seq: 3 });
});

test("a ping that is ahead of the picture shows that something was lost", () => {
  const { live, bring } = rig();
  bring(WELCOME, SNAPSHOT, { type: "ping", seq: 3, now });
  assert.equal(live.line.value.name, "live");

  bring({ type: "ping", seq: 4, now });

  assert.equal(live.line.value.name, "waiting");
});

test("whoever asks hears the answer", async () => {
  const problem = { status: 409, title: "No", code: /** @type {const} */ ("already_voted"), detail: "" };
  const { live } = rig({ kind: "refused", problem });

  const outcome = await live.submit({ type: "question.vote", question: "que_1" });

  assert.deepEqual(outcome, { kind: "refused", problem });
});

test("what waits for an answer is seen meanwhile", async () => {
  const { live } = rig();

  void live.submit({ type: "question.vote", question: "que_1" });
  await settled();

  assert.deepEqual(live.entries.value.map((entry) => entry.command.type), ["question.vote"]);
});

test("figures are of the connection they came by", () => {
  const { live, bring } = rig();
  bring({ type: "figures", sources: {}, audience: { viewers: 40, troubled: 3 } });
  assert.equal(live.figures.value?.audience?.troubled, 3);

  bring({ type: "welcome", seat: "sea_1", role: "organizer", project: null, epoch: "e", now: "2026-03-01T08:00:00Z" });

  assert.equal(live.figures.value, null);
});
