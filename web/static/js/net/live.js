/**
 * A page's live roadshow: the picture and everything lossy as signals, and one way to ask for something.
 *
 * @import { Command, Down, Figures, Media, Picture, Reaction } from "../protocol.js"
 * @import { Held } from "../core/state.js"
 * @import { Clock } from "./clock.js"
 * @import { Entry } from "./outbox.js"
 * @import { Verdict } from "./post.js"
 * @import { Shelf } from "./shelf.js"
 * @import { LineState } from "./socket.js"
 */
import { computed, signal } from "@preact/signals-core";

import { RESUME, apply } from "../core/state.js";
import { offset } from "../core/time.js";
import { Outbox } from "./outbox.js";
import { Line } from "./socket.js";

/**
 * @typedef {object} Means
 * @property {string} seat
 * @property {() => WebSocket} open
 * @property {Shelf} shelf
 * @property {(entry: Entry) => Promise<Verdict>} post
 * @property {() => string} key
 * @property {(name: string, work: () => Promise<void>) => Promise<void>} lock
 * @property {Clock} clock
 * @property {() => number} random
 * @property {() => void} [told] tells other tabs of this seat that the outbox has changed
 * @property {() => Promise<import("./socket.js").Refusal | null>} why what keeps the socket from opening
 * @property {(role: string, project: string | null) => void} [welcomed] who the seat is now, on each connection
 */

/** @typedef {Extract<Verdict, { kind: "recorded" | "refused" }>} Outcome */

export class Live {
  #means;
  /** @type {Map<string, (outcome: Outcome) => void>} */
  #waiting = new Map();
  /** @type {import("@preact/signals-core").Signal<Held | null>} */
  #held = signal(null);
  /** @type {import("@preact/signals-core").Signal<number | null>} */
  #offset = signal(null);

  /** What the seat may see; empty until the first message. @type {import("@preact/signals-core").ReadonlySignal<Picture>} */
  picture = computed(() => this.#held.value?.views ?? {});

  /** Whether there is a picture at all. */
  ready = computed(() => this.#held.value !== null);

  /** @type {import("@preact/signals-core").Signal<LineState>} */
  line = signal({ name: "connecting" });

  /** How many watch; null until told. @type {import("@preact/signals-core").Signal<number | null>} */
  viewers = signal(null);
  /** Whether the count is of one server alone, since it hears of no other. */
  partial = signal(false);

  /** The last counts of reactions; a new object each time. @type {import("@preact/signals-core").Signal<Record<string, number>>} */
  reactions = signal({});

  /** @type {import("@preact/signals-core").Signal<Media | null>} */
  media = signal(null);

  /** How media travels, as far as it concerns the seat; null until told. @type {import("@preact/signals-core").Signal<Figures | null>} */
  figures = signal(null);

  /** What is on its way, and drafts that were refused. @type {import("@preact/signals-core").Signal<Entry[]>} */
  entries = signal([]);

  /** @param {Means} means */
  constructor(means) {
    this.#means = means;
    this.outbox = new Outbox({
      ...means,
      changed: (entries) => (this.entries.value = entries),
      recorded: (entry, acknowledgement) => this.#settle(entry, { kind: "recorded", acknowledgement }),
      refused: (entry, problem) => this.#settle(entry, { kind: "refused", problem }),
    });
    this.connection = new Line({
      ...means,
      position: () => this.#held.peek(),
      receive: (message) => this.#receive(message),
      changed: (state) => this.#follow(state),
    });
  }

  /** Whether entries outlive the page. */
  get durable() {
    return this.#means.shelf.durable;
  }

  start() {
    this.connection.connect();
    this.outbox.flush();
  }

  /** The network may be back. */
  nudge() {
    this.connection.connect();
    this.outbox.flush();
  }

  /** The network is gone. */
  lose() {
    this.connection.lose();
  }

  stop() {
    this.connection.stop();
  }

  /** The server's clock, in milliseconds. */
  now() {
    return this.#means.clock.now() + (this.#offset.value ?? 0);
  }

  /**
   * Ask for something: kept here first, then sent until answered. Resolves with the answer if this page lives to see it.
   *
   * @param {Command} command
   * @returns {Promise<Outcome>}
   */
  async submit(command) {
    /** @type {(outcome: Outcome) => void} */
    let resolve = () => {};
    /** @type {Promise<Outcome>} */
    const outcome = new Promise((settled) => (resolve = settled));
    await this.outbox.add(command, (key) => this.#waiting.set(key, resolve));
    return outcome;
  }

  /** @param {Reaction} reaction */
  react(reaction) {
    this.connection.send({ type: "react", reaction });
  }

  /** @param {Entry} entry @param {Outcome} outcome */
  #settle(entry, outcome) {
    this.#waiting.get(entry.key)?.(outcome);
    this.#waiting.delete(entry.key);
  }

  /** @param {LineState} state */
  #follow(state) {
    this.line.value = state;
    if (state.name === "live") this.outbox.flush();
  }

  /** @param {Down} message */
  #receive(message) {
    return TAKES[message.type](this, /** @type {never} */ (message));
  }

  /** @param {Extract<Down, { type: "snapshot" | "changed" }>} message */
  picturePart(message) {
    const next = apply(this.#held.peek(), message);
    if (next === RESUME) return RESUME;
    this.#held.value = next;
    return undefined;
  }

  /** @param {string} serverNow */
  clockPart(serverNow) {
    this.#offset.value = offset(this.#offset.peek(), serverNow, this.#means.clock.now());
  }

  /** A ping says how far everybody is: being behind it means that something was lost. @param {number} seq */
  seqPart(seq) {
    return (this.#held.peek()?.seq ?? 0) < seq ? RESUME : undefined;
  }

  /** @param {Extract<Down, { type: "welcome" }>} message */
  welcomePart({ now, role, project }) {
    this.clockPart(now);
    // Figures come only where there are any.
    this.figures.value = null;
    this.#means.welcomed?.(role, project);
  }
}

/**
 * @typedef {{ [T in Down["type"]]: (live: Live, message: Extract<Down, { type: T }>) => typeof RESUME | void }} Takes
 */

/** @type {Takes} */
const TAKES = {
  welcome: (live, message) => live.welcomePart(message),
  snapshot: (live, message) => live.picturePart(message),
  changed: (live, message) => live.picturePart(message),
  ping: (live, message) => {
    live.clockPart(message.now);
    return live.seqPart(message.seq);
  },
  presence(live, message) {
    live.viewers.value = message.viewers;
    live.partial.value = message.partial;
  },
  reactions: (live, message) => void (live.reactions.value = message.counts),
  media: (live, message) => void (live.media.value = message),
  figures: (live, message) => void (live.figures.value = message),
};
