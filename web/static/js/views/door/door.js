/**
 * What all parts of the stage door share.
 *
 * @import { ReadonlySignal, Signal } from "@preact/signals"
 * @import { Outcome } from "../../net/live.js"
 * @import { Seat } from "../../pages/seat.js"
 * @import { BackstageView, Command, IntentView, PitchView } from "../../protocol.js"
 */
import { computed, effect, signal } from "@preact/signals";

import { sightOf, unseen } from "../../core/answers.js";
import { all, isOn, pitchOf, show, stage } from "../../core/selectors.js";
import { ring } from "../../net/level.js";
import { Camera } from "../camera.js";
import { Materials } from "../materials.js";
import { toast } from "../toast.js";
import { Watch } from "../watch.js";
import { Adding } from "./adding.js";

/** @typedef {"questions" | "intents" | "documents" | "encoder"} Tab */

/**
 * Where somebody stands on the way to the stage.
 *
 * @typedef {"dark" | "waiting" | "ringing" | "ready" | "on" | "stage" | "done"} Step
 */

export class Door {
  /** What this page has told of already. @type {Set<string>} */
  #seen = new Set();

  /** @type {Signal<Tab>} */
  tab = signal("questions");

  /** Whether the stage is heard here. @type {Signal<boolean>} */
  hearing = signal(false);

  /** One's own pitch; none for a host. @type {ReadonlySignal<PitchView | null>} */
  pitch = computed(() => (this.seat.boot.project ? pitchOf(this.picture, this.seat.boot.project) : null));

  /** @type {ReadonlySignal<BackstageView | null>} */
  backstage = computed(() => {
    const pitch = this.pitch.value;
    return pitch ? (all(this.picture, "backstage")[pitch.pitch] ?? null) : null;
  });

  /** Whether everybody sees this seat. @type {ReadonlySignal<boolean>} */
  onStage = computed(() => stage(this.picture)?.seat === this.seat.boot.seat);

  /** @type {ReadonlySignal<boolean>} */
  ringing = computed(() => {
    const backstage = this.backstage.value;
    return !!backstage?.called && !backstage.ready && this.pitch.value?.phase === "pending";
  });

  /** The own project once its pitch is over, for then its report is there. */
  presented = computed(() => (this.pitch.value?.phase === "done" ? this.pitch.value.project : null));

  /** @type {ReadonlySignal<Step>} */
  step = computed(() => this.#step());

  /** @param {Seat} seat */
  constructor(seat) {
    this.seat = seat;
    this.live = seat.live;
    this.camera = new Camera(seat);
    this.programme = new Watch(seat.live, seat.boot.seat);
    this.materials = new Materials(seat.boot.seat);
    this.adding = new Adding(seat, this.materials);
    this.programme.start();
    effect(() => this.#ring());
    // Hearing oneself a moment later is the one thing that nobody can speak against.
    effect(() => {
      if (this.onStage.value) this.hearing.value = false;
    });
  }

  /** Whether a picture of this seat arrives. */
  /** Whether a picture goes out, from here or from an encoder. */
  get sends() {
    return this.camera.on || Boolean(this.published.value);
  }

  get published() {
    return this.camera.published;
  }

  get words() {
    return this.seat.words.value;
  }

  get picture() {
    return this.live.picture.value;
  }

  get now() {
    return this.seat.now.value;
  }

  /** Say ready, or not after all; the picture comes on first. @param {boolean} ready */
  async ready(ready) {
    const pitch = this.pitch.value;
    if (!pitch) return;
    if (ready && !this.published.value && !this.camera.on) await this.camera.turnOn();
    if (ready && this.camera.lack.value && !this.published.value) return;
    await this.ask({ type: "pitch.ready", pitch: pitch.pitch, ready });
  }

  /** Let investors know that their intents are being looked at. @param {readonly IntentView[]} intents that are on the screen */
  see(intents) {
    const fresh = document.hidden ? [] : unseen(intents, this.#seen);
    if (!fresh.length) return;
    for (const one of fresh) this.#seen.add(sightOf(one));
    void this.live.submit({ type: "intent.see", intents: fresh.map((one) => one.intent) });
  }

  /** @param {Command} command @returns {Promise<Outcome>} */
  async ask(command) {
    const outcome = await this.live.submit(command);
    if (outcome.kind === "refused") toast(outcome.problem.title, "danger");
    return outcome;
  }

  /** @returns {Step} */
  #step() {
    const pitch = this.pitch.value;
    if (this.onStage.value) return "stage";
    if (pitch?.phase === "done" || show(this.picture)?.status === "ended") return "done";
    if (this.ringing.value) return "ringing";
    if (!this.published.value) return "dark";
    if (pitch ? isOn(pitch) : show(this.picture)?.status === "live") return "on";
    return this.backstage.value?.ready === this.seat.boot.seat ? "ready" : "waiting";
  }

  /** A bell, where the browser lets a page be heard. */
  #ring() {
    if (!this.ringing.value) return;
    const context = new AudioContext();
    ring(context);
    setTimeout(() => void context.close(), 1500);
  }
}
