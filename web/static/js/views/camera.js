/**
 * One's own picture: taken, shown, and sent to the backstage on one connection, whatever is on it.
 *
 * @import { ReadonlySignal, Signal } from "@preact/signals"
 * @import { Arrival } from "../protocol.js"
 * @import { Choice, Lack } from "../net/devices.js"
 * @import { SessionState } from "../net/session.js"
 * @import { Seat } from "../pages/seat.js"
 */
import { computed, signal } from "@preact/signals";

import { arrivalOf, verdict } from "../core/arrival.js";
import { DeviceLack, capture, captureScreen, devices, remembered } from "../net/devices.js";
import { listen } from "../net/level.js";
import { followNetwork } from "../net/network.js";
import { Publisher } from "../net/whip.js";
import { followWorkers } from "./workers.js";

/** Milliseconds in which a browser finds out how much its network carries. */
const TRIAL = 10_000;

export class Camera {
  /** What is sent, for the preview. @type {Signal<MediaStream | null>} */
  stream = signal(null);

  /** Why there is no picture, if so. @type {Signal<Lack | null>} */
  lack = signal(null);

  /** Whether somebody is being asked for a permission. @type {Signal<boolean>} */
  asking = signal(false);

  /** @type {Signal<SessionState>} */
  state = signal("idle");

  /** Whether a picture of this seat arrives, from this page or from an encoder. @type {ReadonlySignal<boolean>} */
  published = computed(() => this.seat.live.media.value?.sources.includes(this.seat.boot.seat) ?? false);

  /** How it arrives; null until that can be said. @type {ReadonlySignal<Arrival | null>} */
  arrival = computed(() => this.#arrival());

  /** Whether one's own picture is looked at as the server receives it. @type {Signal<boolean>} */
  received = signal(false);

  /** When the camera was turned on, by the server's clock. @type {Signal<number>} */
  #since = signal(0);

  /** How loud the microphone is, from 0 to 1. @type {Signal<number>} */
  level = signal(0);

  /** @type {Signal<boolean>} */
  sharing = signal(false);

  /** @type {Signal<boolean>} */
  muted = signal(false);

  /** @type {Signal<boolean>} */
  hidden = signal(false);

  /** @type {Signal<MediaDeviceInfo[]>} */
  devices = signal([]);

  /** @type {Signal<Choice>} */
  choice;

  #publisher;
  /** @type {MediaStream | null} */
  #camera = null;
  /** @type {MediaStreamTrack | null} */
  #screen = null;
  #stops = /** @type {(() => void)[]} */ ([]);
  #deaf = () => {};

  /** @param {Seat} seat */
  constructor(seat) {
    this.seat = seat;
    this.choice = signal(remembered(seat.drafts));
    this.#publisher = new Publisher(seat.boot.seat, (state) => (this.state.value = state));
  }

  /** Whether there is something to send. */
  get on() {
    return this.stream.value !== null;
  }

  /** Whether little moves in what is sent. */
  get still() {
    return this.sharing.value || this.hidden.value;
  }

  /** Take camera and microphone and publish them; says itself why it cannot. */
  async turnOn() {
    if (!(await this.#capture())) return;
    this.#publisher.session.start();
    this.#since.value = this.seat.live.now();
    const leave = () => this.turnOff();
    // Who closes the page is off the air at once, not when the server misses them.
    addEventListener("pagehide", leave);
    this.#stops = [
      () => removeEventListener("pagehide", leave),
      followNetwork(() => void this.#publisher.session.recover()),
      followWorkers(this.seat.live, () => this.#publisher.session),
    ];
  }

  turnOff() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#publisher.session.stop();
    this.#deaf();
    for (const track of [...(this.#camera?.getTracks() ?? []), this.#screen]) track?.stop();
    this.#camera = this.#screen = null;
    this.stream.value = null;
    this.sharing.value = this.received.value = false;
    this.level.value = 0;
  }

  /** Another device, at once and from now on. @param {Partial<Choice>} part */
  async choose(part) {
    this.choice.value = { ...this.choice.value, ...part };
    this.seat.drafts.keep("devices", this.choice.value);
    if (this.on) await this.#capture();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.muted.value = muted;
    this.#apply();
  }

  /** @param {boolean} hidden */
  hide(hidden) {
    this.hidden.value = hidden;
    this.#apply();
  }

  /** A screen in place of the camera, on the same connection. */
  async share() {
    const track = await captureScreen();
    if (!track) return;
    this.#screen = track;
    track.addEventListener("ended", () => void this.unshare());
    this.sharing.value = true;
    await this.#send();
  }

  async unshare() {
    this.#screen?.stop();
    this.#screen = null;
    this.sharing.value = false;
    await this.#send();
  }

  /** @returns {Promise<boolean>} whether there is a picture or a voice */
  async #capture() {
    this.asking.value = true;
    try {
      const fresh = await capture(this.choice.value);
      for (const track of this.#camera?.getTracks() ?? []) track.stop();
      this.#camera = fresh;
      this.lack.value = null;
    } catch (error) {
      this.lack.value = error instanceof DeviceLack ? error.lack : "busy";
      return false;
    } finally {
      this.asking.value = false;
    }
    this.devices.value = await devices();
    this.#hear();
    await this.#send();
    return true;
  }

  #hear() {
    this.#deaf();
    const [track] = this.#camera?.getAudioTracks() ?? [];
    this.#deaf = track ? listen(track, (level) => (this.level.value = this.muted.peek() ? 0 : level)) : () => {};
  }

  async #send() {
    const audio = this.#camera?.getAudioTracks()[0] ?? null;
    const video = this.#screen ?? this.#camera?.getVideoTracks()[0] ?? null;
    this.#apply();
    this.stream.value = new MediaStream(video ? [video] : []);
    await this.#publisher.use({ audio, video }, this.#screen ? "screen" : "camera");
  }

  #apply() {
    for (const track of this.#camera?.getAudioTracks() ?? []) track.enabled = !this.muted.value;
    for (const track of this.#camera?.getVideoTracks() ?? []) track.enabled = !this.hidden.value;
  }

  /** Browsers begin with little and send more as they find that it arrives. @returns {Arrival | null} */
  #arrival() {
    const { live, boot, now } = this.seat;
    const arrival = arrivalOf(live.figures.value, live.media.value?.sources ?? [], boot.seat);
    const tried = !this.on || now.value - this.#since.value > TRIAL;
    return arrival && (tried || verdict(arrival, this.still) !== "blocky") ? arrival : null;
  }
}
