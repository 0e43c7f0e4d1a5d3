/**
 * A list that is read from the API and kept fresh: read again when something hints that it has changed, but not more
 * often than every few seconds, and only while somebody looks.
 *
 * @import { Clock } from "./clock.js"
 */
import { signal } from "@preact/signals-core";

/** Between two readings. */
const PAUSE = 3000;

/**
 * @template T
 */
export class Kept {
  #read;
  #clock;
  #reading = false;
  #again = false;
  /** @type {number | null} */
  #last = null;

  /** What was read last. @type {import("@preact/signals-core").Signal<readonly T[]>} */
  items;

  /** `loading` before the first answer, `failed` where the last reading got none. @type {import("@preact/signals-core").Signal<"loading" | "fresh" | "failed">} */
  state = signal("loading");

  /** @param {() => Promise<readonly T[]>} read @param {Clock} clock */
  constructor(read, clock) {
    this.#read = read;
    this.#clock = clock;
    this.items = signal(/** @type {readonly T[]} */ ([]));
  }

  /** Something may have changed: read soon. */
  hint() {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    const wait = this.#last === null ? 0 : Math.max(0, this.#last + PAUSE - this.#clock.now());
    this.#clock.after(wait, () => void this.refresh());
  }

  /** Read now. */
  async refresh() {
    this.#reading = true;
    this.#again = false;
    try {
      this.items.value = await this.#read();
      this.state.value = "fresh";
    } catch {
      this.state.value = "failed";
    }
    this.#last = this.#clock.now();
    this.#reading = false;
    if (this.#again) this.hint();
  }
}
