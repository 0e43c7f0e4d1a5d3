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
  localDescription = { sdp: "" };
  answer = "";
  restarts = 0;
  /** @type {{ iceServers?: RTCIceServer[] }} */
  configuration = {};

  async createOffer() {
    return { sdp: "a=ice-ufrag:me\r\na=ice-pwd:mine\r\n" };
  }

  /** @param {{ sdp: string }} description */
  async setLocalDescription(description) {
    this.localDescription = description;
  }

  /** @param {{ sdp: string }} description */
  async setRemoteDescription(description) {
    this.answer = description.sdp;
  }

  get remoteDescription() {
    return { sdp: this.answer };
  }

  restartIce() {
    this.restarts += 1;
  }

  getConfiguration() {
    return this.configuration;
  }

  /** @param {{ iceServers?: RTCIceServer[] }} configuration */
  setConfiguration(configuration) {
    this.configuration = configuration;
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
    bodies: /** @type {unknown[]} */ ([]),
    known: /** @type {RTCIceServer[][]} */ ([]),
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
    peer: (servers) => {
      rigged.known.push(servers);
      return /** @type {any} */ (rigged.peers[rigged.peers.push(new Peer()) - 1]);
    },
    prepare: () => {},
    changed: (state) => rigged.states.push(state),
    fetch: async (input, init) => {
      rigged.calls.push(`${init?.method} ${input}`);
      rigged.bodies.push(init?.body);
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

/** What a server answers to an ICE restart. */
const restarted = () =>
  new Response("a=ice-ufrag:you\r\na=ice-pwd:yours\r\n", { status: 200, headers: { ETag: '"ice-2"' } });

/** The answer to an offer. @param {string} [link] */
const created = (link = "", name = "/whep/sea_1/ses_1") =>
  new Response("v=0\r\nm=video\r\na=ice-ufrag:old\r\n", { status: 201, headers: { Location: name, ETag: '"ice-1"', Link: link } });

test("a short break is waited out, in a longer one another way is found for the same session", async () => {
  const one = rig([created(), restarted()]);
  one.session.start();
  await settled();
  one.peer.turn("disconnected");
  one.clock.pass(1499);
  one.peer.turn("connected");
  one.clock.pass(3000);
  assert.equal(one.peer.restarts, 0);

  one.peer.turn("disconnected");
  one.clock.pass(1500);
  await settled();
  one.peer.turn("connected");
  one.clock.pass(10_000);

  assert.equal(one.peers.length, 1);
  assert.deepEqual(one.calls, ["POST /whep/sea_1", "PATCH /whep/sea_1/ses_1"]);
  assert.match(one.peer.answer, /^v=0\r\nm=video\r\na=ice-ufrag:you\r\na=ice-pwd:yours\r\n/);
});

test("another way that is not found in time is none", async () => {
  const one = rig([created(), restarted()]);
  one.session.start();
  await settled();
  one.peer.turn("connected");

  void one.session.recover();
  await settled();
  one.peer.connectionState = "disconnected";
  one.clock.pass(3000);

  assert.equal(one.peers.length, 2);
});

test("a server that knows of no such session, or no restart, is joined again", async () => {
  const one = rig([created(), new Response("{}", { status: 404 })]);
  one.session.start();
  await settled();
  one.peer.turn("connected");

  await one.session.recover();

  assert.equal(one.peers.length, 2);
  assert.equal(one.peers[0]?.closed, false, "its session is ended first");
});

test("who does not come through tries by the relays that the server named", async () => {
  const relay = { urls: "turn:192.0.2.9", username: "u", credential: "c" };
  const one = rig([created('<turn:192.0.2.9>; rel="ice-server"; username="u"; credential="c"'), restarted()]);
  one.session.start();
  await settled();
  assert.deepEqual(one.peer.configuration.iceServers, [relay]);

  one.clock.pass(1500);
  await settled();
  assert.equal(one.peer.restarts, 1);
  one.session.rejoin();

  assert.deepEqual(one.known, [[], [relay]]);
});

/** Bodies of answers take more than one turn to be read. @param {{ calls: string[] }} one @param {number} calls */
async function called(one, calls) {
  for (let turns = 0; turns < 10_000 && one.calls.length < calls; turns += 1) await settled();
  await settled();
}

test("what is wanted is told after each join, and once", async () => {
  const layer = '</whep/sea_1/ses_1/layer>; rel="urn:ietf:params:whep:ext:core:layer"';
  const heard = () => new Response("", { status: 200 });
  const one = rig([created(layer, "/whep/sea_1/1.ses"), heard(), created(layer, "/whep/sea_1/1.ses"), heard()]);
  one.session.limit("middle");
  one.session.limit("low");
  one.session.start();
  await called(one, 2);
  one.session.limit("low");
  one.session.follow([2]);
  await called(one, 4);

  assert.deepEqual(one.calls.map((call) => call.split(" ")[1]), ["/whep/sea_1", "/whep/sea_1/ses_1/layer", "/whep/sea_1", "/whep/sea_1/ses_1/layer"]);
  assert.deepEqual(one.bodies.filter((_, place) => place % 2), ['{"encodingId":"low"}', '{"encodingId":"low"}']);
});

test("a server that does not hear what is wanted is told again", async () => {
  const layer = '</l>; rel="urn:ietf:params:whep:ext:core:layer"';
  const one = rig([created(layer), new Response("", { status: 503 }), new Response("", { status: 200 })]);
  one.session.limit("low");
  one.session.start();
  await called(one, 2);
  one.clock.pass(3000);
  await called(one, 3);
  one.clock.pass(3000);
  await called(one, 3);

  assert.deepEqual(one.calls.slice(1), ["POST /l", "POST /l"]);
});

const at = (/** @type {string} */ name) =>
  new Response("answer", { status: 201, headers: { Location: `/whep/sea_1/${name}` } });

test("a session whose worker is gone joins at once, as soon as any serves", async () => {
  const one = rig([at("2.abc")]);
  one.session.start();
  await settled();
  one.peer.turn("connected");

  one.session.follow([1, 2]);
  one.session.follow([]);
  await settled();
  assert.deepEqual(one.calls, ["POST /whep/sea_1"]);

  one.session.follow([1, 3]);
  await settled();
  assert.deepEqual(one.calls, ["POST /whep/sea_1", "POST /whep/sea_1"]);
  assert.equal(one.peers[0]?.closed, true);
  assert.equal(one.clock.set, 0);
});

test("a session that waits for a worker joins when one serves, another's end is nothing to it", async () => {
  const one = rig([new Response(JSON.stringify({ status: 503, title: "No" }), { status: 503 }), at("4.abc")]);
  one.session.start();
  await settled();

  one.session.follow([4]);
  await settled();
  one.session.follow([4, 5]);
  await settled();

  assert.deepEqual(one.calls, ["POST /whep/sea_1", "POST /whep/sea_1"]);
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
