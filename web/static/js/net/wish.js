/**
 * What a viewer wants at most, told to the server until it is heard.
 *
 * @import { Clock } from "./clock.js"
 * @import { Want } from "../core/want.js"
 * @import { Fetch } from "./sdp.js"
 */
import { choose } from "./sdp.js";

/** A server that did not hear it is told again, in milliseconds. */
const AGAIN = 3000;

export class Wish {
  #fetch;
  #clock;
  /** @type {Want} */
  #wanted = "high";
  /** @type {Want} */
  #told = "high";
  /** @type {string | null} */
  #layers = null;
  #telling = false;

  /** @param {{ fetch: Fetch, clock: Clock }} ways */
  constructor({ fetch, clock }) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** @param {Want} want */
  want(want) {
    this.#wanted = want;
    void this.#tell();
  }

  /** A session that begins is sent the best; null where it has ended, or nobody can be told. @param {string | null} layers */
  about(layers) {
    this.#layers = layers;
    this.#told = "high";
    void this.#tell();
  }

  /** One at a time, so that the last one told is the last one wanted. @returns {Promise<void>} */
  async #tell() {
    const [layers, wanted] = [this.#layers, this.#wanted];
    if (this.#telling || !layers || this.#told === wanted) return;
    this.#telling = true;
    const heard = await choose(layers, wanted, this.#fetch);
    this.#telling = false;
    if (heard && layers === this.#layers) this.#told = wanted;
    if (heard || layers !== this.#layers) return this.#tell();
    this.#clock.after(AGAIN, () => void this.#tell());
  }
}
