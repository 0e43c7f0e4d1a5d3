import assert from "node:assert/strict";
import { test } from "node:test";

import { Line, comesBack } from "../../../../web/static/js/net/socket.js";
import { HandClock } from "./clocks.js";

/** @import { LineState } from "../../../../web/static/js/net/socket.js" */

class Socket {
  readyState = 1;
  /** @type {any[]} */
  sent = [];
  closed = false;
  onopen = () => {};
  /** @type {(event: { data: string }) => void} */
  onmessage = () => {};
  /** @type {(event: { code: number, reason?: string }) => void} */
  onclose = () => {};

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  /** @param {object} message */
  bring(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

function rig() {
  const clock = new HandClock();
  const rigged = {
    clock,
    sockets: /** @type {Socket[]} */ ([]),
    states: /** @type {LineState[]} */ ([]),
    held: /** @type {{ epoch: string, seq: number } | null} */ (null),
    refusal: /** @type {{ code: string, after: number } | null} */ (null),
    answer: /** @type {"resume" | void} */ (undefined),
    get socket() {
      return /** @type {Socket} */ (rigged.sockets.at(-1));
    },
    line: /** @type {any} */ (null),
  };
  rigged.line = new Line({
    clock,
    random: () => 1,
    open: () => /** @type {any} */ (rigged.sockets[rigged.sockets.push(new Socket()) - 1]),
    position: () => rigged.held && { epoch: rigged.held.epoch, seq: rigged.held.seq },
    receive: () => rigged.answer,
    changed: (state) => rigged.states.push(state),
    why: async () => rigged.refusal,
  });
  return rigged;
}

const SNAPSHOT = { type: "snapshot" };

test("hello says what the page holds, or nothing", () => {
  const one = rig();
  one.line.connect();
  one.socket.onopen();
  const other = rig();
  other.held = { epoch: "e", seq: 9 };
  other.line.connect();
  other.socket.onopen();

  assert.deepEqual(one.socket.sent, [{ type: "hello" }]);
  assert.deepEqual(other.socket.sent, [{ type: "hello", epoch: "e", seq: 9 }]);
});

test("a line is live with the first message, and loses its count of failures with a picture", () => {
  const one = rig();
  one.line.connect();
  one.socket.onclose({ code: 1006 });
  one.clock.pass(500);
  one.socket.bring({ type: "welcome" });
  one.socket.onclose({ code: 1006 });
  one.clock.pass(1000);
  one.socket.bring(SNAPSHOT);
  one.socket.onclose({ code: 1006 });

  assert.deepEqual(one.states.filter((state) => state.name === "waiting").map((state) => state.failures), [1, 2, 1]);
  assert.equal(one.states.filter((state) => state.name === "live").length, 2);
});

test("it comes back within the seconds that a server names, however many come back", () => {
  const one = rig();
  one.line.connect();
  one.socket.onclose({ code: 1012, reason: "8" });
  one.clock.pass(7999);
  const before = one.sockets.length;
  one.clock.pass(1);

  assert.deepEqual([before, one.sockets.length], [1, 2]);
});

test("where there is no room the page is told which, and comes back no sooner than it was told", async () => {
  const one = rig();
  one.refusal = { code: "house_full", after: 15 };
  one.line.connect();
  one.socket.onclose({ code: 1006 });
  await Promise.resolve();
  one.clock.pass(29_999);
  const early = one.sockets.length;
  one.clock.pass(1);

  assert.deepEqual(one.states.filter((state) => state.name === "waiting").at(-1), { name: "waiting", failures: 1, code: "house_full" });
  assert.deepEqual([early, one.sockets.length], [1, 2]);

  one.socket.onopen();
  one.socket.bring(SNAPSHOT);
  one.socket.onclose({ code: 1006 });
  assert.deepEqual(one.states.at(-1), { name: "waiting", failures: 1 });
});

test("the reason is asked for only where a socket never opened, and is forgotten with the network", async () => {
  const one = rig();
  one.refusal = { code: "house_full", after: 15 };
  one.line.connect();
  one.socket.onopen();
  one.socket.onclose({ code: 1006 });
  await Promise.resolve();
  assert.deepEqual(one.states.at(-1), { name: "waiting", failures: 1 });

  one.line.connect();
  one.socket.onclose({ code: 1006 });
  await Promise.resolve();
  one.line.connect();
  one.line.lose();
  assert.deepEqual(one.states.at(-1), { name: "waiting", failures: 3 });
});

test("the close code decides whether it comes back", () => {
  assert.deepEqual([1006, 1012, 4000, 4499, 4500, 4504, 4999].map(comesBack), [true, true, true, true, false, false, false]);

  const one = rig();
  one.line.connect();
  one.socket.onclose({ code: 4501 });
  one.line.connect();
  one.clock.pass(60_000);

  assert.deepEqual(one.line.state, { name: "ended", code: 4501 });
  assert.equal(one.sockets.length, 1);
});

test("45 seconds of silence end a socket, also one that never opens", () => {
  const one = rig();
  one.line.connect();
  one.socket.bring({ type: "ping" });
  one.clock.pass(44_999);
  assert.equal(one.socket.closed, false);
  one.clock.pass(1);

  assert.equal(one.socket.closed, true);
  one.clock.pass(500);
  assert.equal(one.sockets.length, 2);
});

test("a gap ends the socket and the next hello says where the picture stands", () => {
  const one = rig();
  one.held = { epoch: "e", seq: 5 };
  one.line.connect();
  one.answer = "resume";
  one.socket.bring({ type: "changed" });
  one.clock.pass(500);
  one.socket.onopen();

  assert.equal(one.sockets[0]?.closed, true);
  assert.deepEqual(one.socket.sent, [{ type: "hello", epoch: "e", seq: 5 }]);
});

test("what an abandoned socket still says is not heard", () => {
  const one = rig();
  one.line.connect();
  const first = one.socket;
  one.clock.pass(45_000);
  one.clock.pass(500);
  first.bring(SNAPSHOT);
  first.onclose({ code: 4501 });

  assert.deepEqual(one.line.state, { name: "connecting" });
});

test("the network being back ends the waiting", () => {
  const one = rig();
  one.line.connect();
  one.socket.onclose({ code: 1006 });
  one.line.connect();
  one.clock.pass(500);

  assert.equal(one.sockets.length, 2);
});

test("the network being gone ends a socket at once, and only one that is there", () => {
  const one = rig();
  one.line.lose();
  one.line.connect();
  one.socket.bring(SNAPSHOT);
  one.line.lose();
  one.line.lose();

  assert.equal(one.socket.closed, true);
  assert.deepEqual(one.line.state, { name: "waiting", failures: 1 });
  one.clock.pass(500);
  assert.equal(one.sockets.length, 2);
});

test("a line that was stopped stays so and leaves no alarm", () => {
  const one = rig();
  one.line.connect();
  one.line.stop();
  one.line.connect();

  assert.equal(one.socket.closed, true);
  assert.equal(one.sockets.length, 1);
  assert.equal(one.clock.set, 0);
});

test("lossy messages are lost without a line", () => {
  const one = rig();
  one.line.send({ type: "react", reaction: "wow" });
  one.line.connect();
  one.line.send({ type: "react", reaction: "idea" });

  assert.deepEqual(one.socket.sent, [{ type: "react", reaction: "idea" }]);
});
