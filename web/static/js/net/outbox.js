/**
 * Commands on their way: each is on disk here before it is sent, and leaves only with the server's answer, so that a
 * reload, a dead network or a restarted server neither loses nor doubles one.
 *
 * @import { Acknowledgement, Command, Problem } from "../protocol.js"
 * @import { Clock } from "./clock.js"
 * @import { Verdict } from "./post.js"
 * @import { Shelf } from "./shelf.js"
 */
import { backoff } from "../core/backoff.js";

/**
 * A command with the key that makes it safe to repeat; with a refusal it is a draft and is not sent again.
 *
 * @typedef {{ key: string, seat: string, command: Command, at: number, refusal?: Problem }} Entry
 */

/**
 * @typedef {object} Ways
 * @property {string} seat
 * @property {Shelf} shelf
 * @property {(entry: Entry) => Promise<Verdict>} post
 * @property {() => string} key a new UUIDv7
 * @property {Clock} clock
 * @property {() => number} random
 * @property {(name: string, work: () => Promise<void>) => Promise<void>} lock keeps other tabs from doing the same
 * @property {(entries: Entry[]) => void} changed with all entries, whenever they changed
 * @property {(entry: Entry, acknowledgement: Acknowledgement) => void} recorded
 * @property {(entry: Entry, problem: Problem) => void} refused
 * @property {() => void} [told] tells other tabs that the shelf has changed
 */

/** What is worth keeping after a refusal: somebody wrote it. @type {ReadonlySet<Command["type"]>} */
const WRITTEN = new Set(/** @type {const} */ (["intent.state", "intent.revise", "question.ask", "question.answer", "prompt.send"]));

export class Outbox {
  #ways;
  #asked = false;
  #draining = false;
  #failures = 0;
  #wake = () => {};
  #signedOut = false;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
  }

  /** Whether entries are held back until somebody signs in. */
  get signedOut() {
    return this.#signedOut;
  }

  /**
   * Keep a command and send it in its turn; `kept` hears its key once it is on disk here.
   *
   * @param {Command} command
   * @param {(key: string) => void} [kept]
   */
  async add(command, kept) {
    const entry = { key: this.#ways.key(), seat: this.#ways.seat, command, at: this.#ways.clock.now() };
    await this.#ways.shelf.put(entry);
    kept?.(entry.key);
    await this.#show();
    this.flush();
  }

  /** Let go of a draft. @param {string} key */
  async drop(key) {
    await this.#ways.shelf.remove(key);
    await this.#show();
  }

  /** Send what waits, now: at start, when the network is back, after signing in. */
  flush() {
    this.#wake();
    this.#signedOut = false;
    this.#asked = true;
    if (!this.#draining) void this.#run();
  }

  /** Another tab has changed the shelf. */
  async refresh() {
    this.#ways.changed(await this.#entries());
  }

  /** Asked again while it drains, it drains again: an entry may have come just after the last look. */
  async #run() {
    this.#draining = true;
    while (this.#asked) {
      this.#asked = false;
      try {
        await this.#ways.lock(`roadshow-outbox-${this.#ways.seat}`, () => this.#drain());
      } catch {
        // What the shelf holds is still there, and is asked for until the shelf gives it.
        this.#asked = true;
        await this.#pause(0);
      }
    }
    this.#draining = false;
  }

  /** First in, first out, one in flight; ends where there is nothing to send or nobody to send it as. */
  async #drain() {
    await this.#show();
    for (let entry = await this.#next(); entry; entry = await this.#next()) {
      const verdict = await this.#ways.post(entry);
      await this.#settle(entry, verdict);
      if (verdict.kind === "kept") return;
    }
  }

  async #next() {
    return (await this.#entries()).find((entry) => !entry.refusal);
  }

  #entries() {
    return this.#ways.shelf.of(this.#ways.seat);
  }

  /** @param {Entry} entry @param {Verdict} verdict */
  async #settle(entry, verdict) {
    if (verdict.kind === "again") return this.#pause(verdict.after);
    this.#failures = 0;
    if (verdict.kind === "kept") this.#signedOut = true;
    if (verdict.kind === "recorded") await this.#ways.shelf.remove(entry.key);
    if (verdict.kind === "refused") await this.#refuse(entry, verdict.problem);
    await this.#show();
    if (verdict.kind === "recorded") this.#ways.recorded(entry, verdict.acknowledgement);
    if (verdict.kind === "refused") this.#ways.refused(entry, verdict.problem);
  }

  /** @param {Entry} entry @param {Problem} problem */
  #refuse(entry, problem) {
    const { shelf } = this.#ways;
    return WRITTEN.has(entry.command.type) ? shelf.put({ ...entry, refusal: problem }) : shelf.remove(entry.key);
  }

  /** @param {number} least milliseconds that the server asked for @returns {Promise<void>} */
  #pause(least) {
    this.#failures += 1;
    const wait = least + backoff(this.#failures, this.#ways.random());
    return new Promise((resolve) => {
      const cancel = this.#ways.clock.after(wait, resolve);
      this.#wake = () => {
        cancel();
        resolve();
        this.#wake = () => {};
      };
    });
  }

  async #show() {
    this.#ways.changed(await this.#entries());
    this.#ways.told?.();
  }
}
