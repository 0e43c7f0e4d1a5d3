/**
 * What all parts of the live room share.
 *
 * @import { ReadonlySignal, Signal } from "@preact/signals"
 * @import { IntentForm } from "../../core/intent_form.js"
 * @import { Outcome } from "../../net/live.js"
 * @import { Seat } from "../../pages/seat.js"
 * @import { Command, IntentKind, PitchView } from "../../protocol.js"
 */
import { computed, effect, signal } from "@preact/signals";

import { blank, formOf } from "../../core/intent_form.js";
import { currentPitch, isLive, liveIntent, ownIntents, pitchOf, programme, show } from "../../core/selectors.js";
import { Materials } from "../materials.js";
import { toast } from "../toast.js";
import { Watch } from "../watch.js";

/** @typedef {"intent" | "questions" | "board" | "documents" | "programme"} Tab */

/** A full hall does not ask at once: each page waits at most so many milliseconds. */
const SPREAD = 4000;

export class Room {
  /** @type {Signal<Tab>} */
  tab;

  /** The project somebody picked, or null to follow the show. @type {Signal<string | null>} */
  picked = signal(null);

  /** Whether the page goes to where an intent stands that was just sent, until it is on record. */
  leading = false;

  /** Whether the page does without a picture. @type {Signal<boolean>} */
  texting;

  /** The pitch that the panels are about. @type {ReadonlySignal<PitchView | null>} */
  focus = computed(() => {
    const { picked, picture } = this;
    const chosen = picked.value ? pitchOf(picture, picked.value) : null;
    return chosen ?? currentPitch(picture) ?? programme(picture).findLast((pitch) => pitch.phase === "done") ?? null;
  });

  /** The form of an intent and the project it is for. @type {Signal<{ project: string, form: IntentForm } | null>} */
  #form = signal(null);

  /** @param {Seat} seat */
  constructor(seat) {
    this.seat = seat;
    this.live = seat.live;
    this.watch = new Watch(seat.live, seat.boot.seat);
    this.tab = signal(/** @type {Tab} */ (this.investing ? "intent" : "questions"));
    this.texting = signal(seat.drafts.read("texting", false));
    if (!this.texting.value) this.watch.start();
    this.materials = new Materials(seat.boot.seat);
    effect(() => this.#askForDocuments());
    document.addEventListener("visibilitychange", () => document.hidden || void this.materials.read());
  }

  /** Whenever the panels turn to another pitch, or another part of it begins. */
  #askForDocuments() {
    const phase = this.focus.value?.phase;
    if (phase) setTimeout(() => void this.materials.read(), Math.random() * SPREAD);
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

  /** Whether this seat reads and changes nothing. */
  get auditing() {
    return this.seat.boot.role === "auditor";
  }

  get investing() {
    return this.seat.boot.role === "investor";
  }

  /** Do with or without a picture; the wish outlives the page. @param {boolean} texting */
  text(texting) {
    this.texting.value = texting;
    this.seat.drafts.keep("texting", texting);
    if (texting) this.watch.stop();
    else this.watch.start();
  }

  /** What is typed about a project, from this visit or an earlier one; else what is on record, to be changed. @param {string} project @returns {IntentForm} */
  form(project) {
    const open = this.#form.value;
    if (open?.project === project) return open.form;
    const empty = blank(show(this.picture)?.currencies[0] ?? "CNY");
    const own = ownIntents(this.picture).find((one) => one.project === project && isLive(one));
    return { ...(own ? formOf(own, empty.currency) : empty), ...this.seat.drafts.read(`intent.${project}`, {}) };
  }

  /** The intent on record that the form would change. @param {string} project */
  revised(project) {
    const { kind, round, joint } = this.form(project);
    return liveIntent(this.picture, project, kind, round, joint);
  }

  /** Turn the form to a kind, for oneself or jointly: what is on record of it is what would be changed. @param {string} project @param {IntentKind} kind @param {boolean} [joint] */
  turn(project, kind, joint = this.form(project).joint) {
    const form = this.form(project);
    const own = liveIntent(this.picture, project, kind, undefined, joint);
    const visibility = joint && form.visibility === "consortium" ? "presenter" : form.visibility;
    this.fill(project, own ? formOf(own, form.currency) : { ...form, kind, joint, visibility });
  }

  /** @param {string} project @param {IntentForm} form */
  fill(project, form) {
    this.#form.value = { project, form };
    this.seat.drafts.keep(`intent.${project}`, form);
  }

  /** @param {string} project */
  clear(project) {
    this.seat.drafts.drop(`intent.${project}`);
    this.#form.value = null;
  }

  /** Ask for something, and say why where it is refused. @param {Command} command @returns {Promise<Outcome>} */
  async ask(command) {
    const outcome = await this.live.submit(command);
    if (outcome.kind === "refused") toast(outcome.problem.title, "danger");
    return outcome;
  }
}
