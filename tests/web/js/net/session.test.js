import assert from "node:assert/strict";
import { test } from "node:test";

import { MediaSession } from "../../../../web/static/js/net/session.js";
import { HandClock, settled } from "./clocks.js";

class Peer {
  connectionState = "new";
  closed = false;
  bytes = 0;
  /** @type {(() => void) | null} */
  onconnectionstatechange = null;
  localDescription = { sdp: "offer" };
  answer = "";

  async setLocalDescription() {}

  /** @param {{ sdp: string }} description */
  async setRemoteDescription(description) {
    this.answer = description.sdp;
  }

  async getStats() {
    this.bytes += 125_000;
    return new Map([["a", { type: "inbound-rtp", timestamp: this.bytes / 125, bytesReceived: this.bytes }]]);
  }

  close() {
    this.closed = true;
  }

  /** @param {string} state */
  turn(state) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

/** @param {Response[]} [answers] */
function rig(answers = []) {
  const clock = new HandClock();
  const rigged = {
    clock,
    peers: /** @type {Peer[]} */ ([]),
    calls: /** @type {string[]} */ ([]),
    states: /** @type {string[]} */ ([]),
    get peer() {
      return /** @type {Peer} */ (rigged.peers.at(-1));
    },
    session: /** @type {MediaSession} */ (/** @type {unknown} */ (null)),
  };
  rigged.session = new MediaSession({
    url: "/whep/sea_1",
    clock,
    random: () => 1,
    peer: () => /** @type {any} */ (rigged.peers[rigged.peers.push(new Peer()) - 1]),
    prepare: () => {},
    changed: (state) => rigged.states.push(state),
    fetch: async (input, init) => {
      rigged.calls.push(`${init?.method} ${input}`);
      const location = `/whep/sea_1/ses_${rigged.calls.length}`;
      return answers.shift() ?? new Response("answer", { status: 201, headers: { Location: location } });
    },
  });
  return rigged;
}

test("an offer is posted and its answer set", async () => {
  const one = rig();

  one.session.start();
  one.session.start();
  await settled();
  one.peer.turn("connected");

  assert.deepEqual(one.calls, ["POST /whep/sea_1"]);
  assert.equal(one.peer.answer, "answer");
  assert.deepEqual(one.states, ["connecting", "connected"]);
});

test("a connection that fails is left and joined again", async () => {
  const one = rig();
  one.session.start();
  await settled();

  one.peer.turn("failed");
  one.clock.pass(500);
  await settled();

  assert.equal(one.peers[0]?.closed, true);
  assert.deepEqual(one.calls, ["POST /whep/sea_1", "DELETE /whep/sea_1/ses_1", "POST /whep/sea_1"]);
});

test("a short break is waited out, a longer one is not", async () => {
  const one = rig();
  one.session.start();
  await settled();
  one.peer.turn("disconnected");
  one.clock.pass(2999);
  one.peer.turn("connected");
  one.clock.pass(3000);
  assert.equal(one.peers.length, 1);

  one.peer.turn("disconnected");
  one.clock.pass(3000);
  one.clock.pass(500);

  assert.equal(one.peers.length, 2);
});

test("a new media generation is joined at once", async () => {
  const one = rig();
  one.session.start();
  await settled();
  one.peer.turn("connected");

  one.session.renew();
  await settled();

  assert.deepEqual(one.calls, ["POST /whep/sea_1", "POST /whep/sea_1"]);
  assert.equal(one.peers[0]?.closed, true);
  assert.equal(one.clock.set, 0);
});

test("the network being back joins at once, and what there was is ended first", async () => {
  const one = rig();
  one.session.start();
  await settled();
  one.peer.turn("failed");
  one.session.rejoin();
  await settled();

  assert.equal(one.peers.length, 2);
  assert.equal(one.clock.set, 0);
});

test("a plane that restarts is tried again, a refusal is not", async () => {
  const problem = (/** @type {number} */ status) => new Response(JSON.stringify({ status, title: "No" }), { status });
  const one = rig([problem(503), problem(403)]);
  one.session.start();
  await settled();
  assert.equal(one.session.state, "waiting");

  one.clock.pass(500);
  await settled();

  assert.equal(one.session.state, "refused");
  assert.equal(one.clock.set, 0);
});

test("what answers after one has left is released", async () => {
  const one = rig();
  one.session.start();

  one.session.stop();
  one.session.rejoin();
  await settled();

  assert.deepEqual(one.calls, ["POST /whep/sea_1", "DELETE /whep/sea_1/ses_1"]);
  assert.equal(one.session.state, "idle");
});

test("quality is known from the second measurement on", async () => {
  const one = rig();
  assert.equal(await one.session.measure(), null);
  one.session.start();
  await settled();

  assert.equal(await one.session.measure(), null);
  assert.equal((await one.session.measure())?.bitrate, 1_000_000);
});
