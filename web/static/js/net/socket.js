/**
 * One seat's line to the server (docs/protocol.md, The socket): says hello with what the page holds, hands every message
 * on, notices silence, and comes back as long as the close code says that it may.
 *
 * @import { Down, Up } from "../protocol.js"
 * @import { Clock } from "./clock.js"
 */
import { backoff } from "../core/backoff.js";
import { RESUME } from "../core/state.js";

const SILENCE = 45_000;
const OPEN = 1;

/**
 * `connecting` until the server's first message, `live` from then on, `waiting` between tries, `ended` for good. `code`
 * is the server's, where it has no room.
 *
 * @typedef {{ name: "connecting" | "live" } | { name: "waiting", failures: number, code?: string } | { name: "ended", code: number }} LineState
 */

/**
 * @typedef {object} Surroundings
 * @property {() => WebSocket} open
 * @property {Clock} clock
 * @property {() => number} random
 * @property {() => { epoch: string, seq: number } | null} position what the page holds
 * @property {(message: Down) => typeof RESUME | void} receive
 * @property {(state: LineState) => void} changed
 * @property {() => Promise<Refusal | null>} why what keeps a socket from opening; null where the server does not say
 */

/** Seconds after which to ask again, and the code. @typedef {{ code: string, after: number }} Refusal */

/** 4000 to 4499 mean come back, 4500 to 4999 do not; anything else is the network or a restart. @param {number} code */
export const comesBack = (code) => code < 4500 || code > 4999;

export class Line {
  #around;
  /** @type {WebSocket | null} */
  #socket = null;
  #failures = 0;
  #opened = false;
  /** @type {Refusal | null} */
  #refusal = null;
  #wake = () => {};
  #deadline = () => {};
  /** @type {LineState} */
  #state = { name: "connecting" };

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
  }

  get state() {
    return this.#state;
  }

  /** Connect, at once, unless connected or ended; also what to do when the network is back. */
  connect() {
    if (this.#socket || this.#state.name === "ended") return;
    this.#wake();
    this.#enter({ name: "connecting" });
    this.#opened = false;
    const socket = this.#around.open();
    this.#socket = socket;
    this.#expect();
    socket.onopen = () => this.#hello(socket);
    socket.onmessage = (event) => this.#take(socket, event.data);
    socket.onclose = (event) => this.#closed(socket, event.code, Number(event.reason) || 0);
  }

  /** The network is gone, which a socket would notice only by the silence: say so now, and come back by oneself. */
  lose() {
    this.#refusal = null;
    if (this.#socket) this.#again();
  }

  /** Leave for good. */
  stop() {
    this.#leave();
    this.#wake();
    this.#enter({ name: "ended", code: 1000 });
  }

  /** Send a lossy message; without a line it is lost. @param {Up} message */
  send(message) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @param {WebSocket} socket */
  #hello(socket) {
    this.#opened = true;
    this.#refusal = null;
    const position = this.#around.position();
    // The server refuses a field that it does not know, and a picture is held with its position.
    socket.send(JSON.stringify({ type: "hello", ...(position && { epoch: position.epoch, seq: position.seq }) }));
  }

  /** @param {WebSocket} socket @param {string} text */
  #take(socket, text) {
    if (socket !== this.#socket) return;
    this.#expect();
    if (this.#state.name !== "live") this.#enter({ name: "live" });
    const message = /** @type {Down} */ (JSON.parse(text));
    // The server takes a socket before it looks who is there, so only a picture shows that the line holds.
    if (message.type === "snapshot" || message.type === "changed") this.#failures = 0;
    if (this.#around.receive(message) === RESUME) this.#again();
  }

  /** Every message, and a new socket, must be followed by another within the silence. */
  #expect() {
    this.#deadline();
    this.#deadline = this.#around.clock.after(SILENCE, () => this.#again());
  }

  #again() {
    this.#leave();
    this.#retry();
  }

  #leave() {
    const socket = this.#socket;
    this.#socket = null;
    this.#deadline();
    socket?.close();
  }

  /** @param {WebSocket} socket @param {number} code @param {number} spread in seconds, within which all come back */
  #closed(socket, code, spread) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#deadline();
    if (!comesBack(code)) return this.#enter({ name: "ended", code });
    this.#retry(spread * 1000);
    if (!this.#opened) this.#learn();
  }

  /** A browser does not show how a handshake was answered. */
  async #learn() {
    const refusal = await this.#around.why();
    if (this.#state.name !== "waiting" || (!refusal && !this.#refusal)) return;
    this.#refusal = refusal;
    this.#wait(0);
  }

  #retry(spread = 0) {
    this.#failures += 1;
    this.#wait(spread);
  }

  /** @param {number} spread */
  #wait(spread) {
    this.#wake();
    this.#enter({ name: "waiting", failures: this.#failures, ...(this.#refusal && { code: this.#refusal.code }) });
    const random = this.#around.random();
    const refused = (this.#refusal?.after ?? 0) * 1000 * (1 + random);
    const wait = Math.max(backoff(this.#failures, random), spread * random, refused);
    const cancel = this.#around.clock.after(wait, () => this.connect());
    this.#wake = () => {
      cancel();
      this.#wake = () => {};
    };
  }

  /** @param {LineState} state */
  #enter(state) {
    this.#state = state;
    this.#around.changed(state);
  }
}
