/**
 * A media session that is kept up: joined, led another way when the network changes, and joined again when that does
 * not help or when the media plane starts anew.
 *
 * @import { Clock } from "./clock.js"
 * @import { Quality, Reading } from "../core/quality.js"
 * @import { Agreed } from "./sdp.js"
 * @import { Want } from "../core/want.js"
 */
import { backoff } from "../core/backoff.js";
import { quality, reading } from "../core/quality.js";
import { MediaRefused, negotiate, release, restart } from "./sdp.js";
import { Wish } from "./wish.js";

/** A way that is broken for longer than this, in milliseconds, is not waited for: another one is looked for. */
const BROKEN = 1500;

/** Another way that is not found by then is none. */
const GIVE_UP = 3000;

/** @typedef {"idle" | "connecting" | "connected" | "waiting" | "refused"} SessionState */

/**
 * @typedef {object} SessionWays
 * @property {string} url
 * @property {(servers: RTCIceServer[]) => RTCPeerConnection} peer a new connection, with the relays that are known
 * @property {typeof globalThis.fetch} fetch
 * @property {Clock} clock
 * @property {() => number} random
 * @property {(peer: RTCPeerConnection) => void} prepare adds what is sent or received
 * @property {(peer: RTCPeerConnection) => void} [agreed] called once the answer is set
 * @property {(state: SessionState, refusal: MediaRefused | null) => void} changed
 */

export class MediaSession {
  #ways;
  /** @type {RTCPeerConnection | null} */
  #peer = null;
  /** @type {Agreed | null} */
  #agreed = null;
  /** @type {RTCIceServer[]} */
  #servers = [];
  #wish;
  #failures = 0;
  #wanted = false;
  #cancel = () => {};
  /** @type {Reading | null} */
  #before = null;
  /** @type {SessionState} */
  #state = "idle";

  /** @param {SessionWays} ways */
  constructor(ways) {
    this.#ways = ways;
    this.#wish = new Wish(ways);
  }

  get state() {
    return this.#state;
  }

  /** The connection in use. */
  get peer() {
    return this.#peer;
  }

  /** Join unless joined. */
  start() {
    this.#wanted = true;
    if (!this.#peer) void this.#join();
  }

  /** Leave what there is, if anything, and join at once. */
  rejoin() {
    if (!this.#wanted) return;
    this.#drop();
    void this.#join();
  }

  /** The media plane's workers that serve now: whose own is gone, or who waits for one, joins at once. @param {readonly number[]} workers */
  follow(workers) {
    const worker = this.#agreed && workerOf(this.#agreed.address);
    const gone = worker !== null && !workers.includes(worker);
    if (!workers.length || !(gone || this.#state === "waiting")) return;
    // The worker took the session with it, so there is nothing to leave.
    if (gone) this.#agreed = null;
    this.rejoin();
  }

  /** The network is back, or another one: lead the session another way, or join again where that fails. */
  async recover() {
    const [peer, agreed] = [this.#peer, this.#agreed];
    if (!peer || !agreed || peer.connectionState === "failed") return this.rejoin();
    let asked = false;
    this.#later(GIVE_UP, () => (asked && peer.connectionState === "connected") || this.rejoin());
    try {
      const again = await restart(peer, agreed, this.#ways.fetch);
      asked = true;
      if (agreed === this.#agreed) this.#agreed = again;
    } catch {
      if (peer === this.#peer) this.rejoin();
    }
  }

  /** Be sent at most this much, now and after each join. @param {Want} want */
  limit(want) {
    this.#wish.want(want);
  }

  /** Leave for good. */
  stop() {
    this.#wanted = false;
    this.#drop();
    this.#enter("idle");
  }

  /** How well media has travelled since the last call; null where that cannot be said yet. @returns {Promise<Quality | null>} */
  async measure() {
    if (!this.#peer) return null;
    /** @type {Record<string, any>[]} */
    const report = [];
    (await this.#peer.getStats()).forEach((stats) => report.push(stats));
    const [before, after] = [this.#before, reading(report)];
    this.#before = after;
    return before && after.at > before.at ? quality(before, after) : null;
  }

  async #join() {
    this.#cancel();
    this.#enter("connecting");
    const peer = this.#ways.peer(this.#servers);
    this.#peer = peer;
    peer.onconnectionstatechange = () => this.#follow(peer);
    this.#ways.prepare(peer);
    try {
      const agreed = await negotiate(peer, this.#ways.url, this.#ways.fetch);
      if (peer === this.#peer) this.#agree(peer, agreed);
      else void release(agreed.address, this.#ways.fetch);
    } catch (error) {
      if (peer === this.#peer) this.#failed(error);
    }
  }

  /** Relays are known only now; who has not come through without them until then tries by them. @param {RTCPeerConnection} peer @param {Agreed} agreed */
  #agree(peer, agreed) {
    const known = this.#servers.length > 0;
    this.#agreed = agreed;
    this.#servers = agreed.servers;
    this.#wish.about(agreed.layers);
    this.#ways.agreed?.(peer);
    if (!agreed.servers.length) return;
    peer.setConfiguration({ ...peer.getConfiguration(), iceServers: agreed.servers });
    if (this.#state === "connecting" && !known) this.#later(BROKEN, () => void this.recover());
  }

  /** @param {RTCPeerConnection} peer */
  #follow(peer) {
    if (peer !== this.#peer) return;
    const state = peer.connectionState;
    if (state === "connected") this.#connected();
    if (state === "failed" || state === "closed") this.#failed(null);
    if (state === "disconnected") this.#later(BROKEN, () => void this.recover());
  }

  #connected() {
    this.#cancel();
    this.#failures = 0;
    this.#enter("connected");
  }

  /** @param {unknown} error */
  #failed(error) {
    this.#drop();
    if (error instanceof MediaRefused && !error.passing) return this.#enter("refused", error);
    this.#failures += 1;
    this.#enter("waiting", error instanceof MediaRefused ? error : null);
    this.#later(backoff(this.#failures, this.#ways.random()), () => this.#join());
  }

  /** @param {number} wait @param {() => void} then */
  #later(wait, then) {
    this.#cancel();
    this.#cancel = this.#ways.clock.after(wait, then);
  }

  #drop() {
    this.#cancel();
    const [peer, address] = [this.#peer, this.#agreed?.address];
    this.#peer = this.#agreed = this.#before = null;
    this.#wish.about(null);
    if (!peer) return;
    peer.onconnectionstatechange = null;
    // A connection that closes ends the session too, and the server would know nothing of what is released after.
    if (address) void release(address, this.#ways.fetch).then(() => peer.close());
    else peer.close();
  }

  /** @param {SessionState} state @param {MediaRefused | null} [refusal] */
  #enter(state, refusal = null) {
    this.#state = state;
    this.#ways.changed(state, refusal);
  }
}

/** The number of the worker a session is at, with which its name begins. @param {string} address @returns {number | null} */
function workerOf(address) {
  const number = /\/(\d+)\.[^/]*$/.exec(address)?.[1];
  return number === undefined ? null : Number(number);
}
