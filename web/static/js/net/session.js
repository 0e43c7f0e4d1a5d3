/**
 * A media session that is kept up: joined, and joined again when it breaks, when the media plane starts anew, or when
 * the network is back.
 *
 * @import { Clock } from "./clock.js"
 * @import { Quality, Reading } from "../core/quality.js"
 */
import { backoff } from "../core/backoff.js";
import { quality, reading } from "../core/quality.js";
import { MediaRefused, negotiate, release } from "./sdp.js";

/** A path that is broken for longer than a hand-over between networks takes. */
const GIVE_UP = 3000;

/** @typedef {"idle" | "connecting" | "connected" | "waiting" | "refused"} SessionState */

/**
 * @typedef {object} SessionWays
 * @property {string} url
 * @property {() => RTCPeerConnection} peer
 * @property {typeof globalThis.fetch} fetch
 * @property {Clock} clock
 * @property {() => number} random
 * @property {(peer: RTCPeerConnection) => void} prepare adds what is sent or received
 * @property {(state: SessionState, refusal: MediaRefused | null) => void} changed
 */

export class MediaSession {
  #ways;
  /** @type {RTCPeerConnection | null} */
  #peer = null;
  /** @type {string | null} */
  #address = null;
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

  /** Leave what there is, if anything, and join at once: the network is back. */
  rejoin() {
    if (!this.#wanted) return;
    this.#drop();
    void this.#join();
  }

  /** The media plane began anew, and knows nothing of what there was: join at once. */
  renew() {
    this.#address = null;
    this.rejoin();
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
    const peer = this.#ways.peer();
    this.#peer = peer;
    peer.onconnectionstatechange = () => this.#follow(peer);
    this.#ways.prepare(peer);
    try {
      const address = await negotiate(peer, this.#ways.url, this.#ways.fetch);
      if (peer === this.#peer) this.#address = address;
      else void release(address, this.#ways.fetch);
    } catch (error) {
      if (peer === this.#peer) this.#failed(error);
    }
  }

  /** @param {RTCPeerConnection} peer */
  #follow(peer) {
    if (peer !== this.#peer) return;
    const state = peer.connectionState;
    if (state === "connected") this.#connected();
    if (state === "failed" || state === "closed") this.#failed(null);
    if (state === "disconnected") this.#later(GIVE_UP, () => this.#failed(null));
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
    const [peer, address] = [this.#peer, this.#address];
    this.#peer = this.#address = this.#before = null;
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
