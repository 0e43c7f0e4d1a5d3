/**
 * What all parts of the host desk share.
 *
 * @import { ReadonlySignal, Signal } from "@preact/signals"
 * @import { Attendee } from "../../core/readiness.js"
 * @import { Watching } from "../../core/watching.js"
 * @import { Seat } from "../../pages/seat.js"
 * @import { Command, Picture, PitchView } from "../../protocol.js"
 */
import { computed, signal } from "@preact/signals";

import { arrivalOf } from "../../core/arrival.js";
import { currentPitch, nextPitch, programme } from "../../core/selectors.js";
import { stageBySeat } from "../../core/watching.js";
import { Camera } from "../camera.js";
import { toast } from "../toast.js";

/** @typedef {"show" | "rundown" | "questions" | "intents" | "people"} Tab */

/**
 * A question to the organizer before something that is hard to take back.
 *
 * @typedef {object} Confirmation
 * @property {string} title
 * @property {string} text
 * @property {readonly string[]} [more]
 * @property {string} yes what the button says
 * @property {Command} command
 */

/** What was done last to a question, and what takes it back. @typedef {{ said: string, undo: Command | null }} Done */

export class Desk {
  /** Which part a narrow screen shows, and which of two a wide one. @type {Signal<Tab>} */
  tab = signal("show");

  /** The pitch that the organizer picked, or null to follow the show. @type {Signal<string | null>} */
  picked = signal(null);

  /** @type {Signal<Confirmation | null>} */
  confirmation = signal(null);

  /** @type {Signal<boolean>} */
  helping = signal(false);

  /** Whether the organizer's own camera is in front. @type {Signal<boolean>} */
  filming = signal(false);

  /** @type {Signal<Done | null>} */
  done = signal(null);

  /** What is on its way to the server, by what it is about. @type {Signal<ReadonlySet<string>>} */
  busy = signal(new Set());

  /** The pitch that the panel and the preview are about. @type {ReadonlySignal<PitchView | null>} */
  focus = computed(() => {
    const chosen = programme(this.picture).find((pitch) => pitch.pitch === this.picked.value);
    return chosen ?? nextPitch(this.picture) ?? currentPitch(this.picture);
  });

  /** @param {Seat} host where the organizer sits @param {ReadonlySignal<readonly Attendee[]>} people @param {ReadonlySignal<readonly Watching[]>} watching */
  constructor(host, people, watching) {
    this.host = host;
    this.camera = new Camera(host);
    this.people = people;
    this.seen = computed(() => stageBySeat(watching.value));
    this.live = host.live;
    this.now = host.now;
    this.seat = host.boot.seat;
  }

  /** @returns {Picture} */
  get picture() {
    return this.live.picture.value;
  }

  /** Whether the house sends letters. */
  get mails() {
    return this.host.boot.mails;
  }

  /** Whether who sits here reads everything and changes nothing. */
  get reads() {
    return this.host.boot.role === "auditor";
  }

  get words() {
    return this.host.words.value;
  }

  /** The seats that publish now. */
  get sources() {
    return this.live.media.value?.sources ?? [];
  }

  /** How a seat's picture arrives. @param {string | null} seat */
  arrivalOf(seat) {
    return arrivalOf(this.live.figures.value, this.sources, seat);
  }

  /**
   * Do it, and say why where it was not taken; resolves with whether it was.
   *
   * @param {Command} command
   * @param {string} [about] what shows that it is on its way
   */
  async act(command, about = aboutOf(command)) {
    this.#mark(about, true);
    const outcome = await this.live.submit(command);
    this.#mark(about, false);
    if (outcome.kind === "refused") toast(`${outcome.problem.title} ${outcome.problem.detail}`.trim(), "danger");
    return outcome.kind === "recorded";
  }

  /** Do something to a question, and remember how to take it back. @param {Command} command @param {Done} done */
  async moderate(command, done) {
    if (await this.act(command)) this.done.value = done;
  }

  /** Take the last moderation back. */
  undo() {
    const done = this.done.peek();
    this.done.value = null;
    if (done?.undo) void this.act(done.undo);
  }

  /** @param {string} about @param {boolean} busy */
  #mark(about, busy) {
    const next = new Set(this.busy.peek());
    if (busy) next.add(about);
    else next.delete(about);
    this.busy.value = next;
  }
}

/** @param {Command} command */
export function aboutOf(command) {
  const { type, ...rest } = command;
  const [about = ""] = Object.values(rest).filter((value) => typeof value === "string");
  return `${type}:${about}`;
}
