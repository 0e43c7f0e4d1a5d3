/**
 * A picture that is watched: the stage, or one source; kept up over breaks and restarts of the media plane.
 *
 * @import { Signal } from "@preact/signals"
 * @import { Quality } from "../core/quality.js"
 * @import { Live } from "../net/live.js"
 * @import { SessionState } from "../net/session.js"
 * @import { Want } from "../core/want.js"
 */
import { effect, signal } from "@preact/signals";

import { watchSize } from "../net/eye.js";
import { followNetwork } from "../net/network.js";
import { viewer } from "../net/whep.js";
import { followWorkers } from "./workers.js";

const MEASURE = 2000;

export class Watch {
  /** @type {Signal<MediaStream | null>} */
  stream = signal(null);

  /** @type {Signal<SessionState>} */
  state = signal("idle");

  /** Whether a first frame was shown. */
  shown = signal(false);

  /** Of the last two seconds; null until known. @type {Signal<Quality | null>} */
  quality = signal(null);

  #session;
  #stops = /** @type {(() => void)[]} */ ([]);
  #live;

  /** @param {Live} live @param {string} seat @param {string} [source] */
  constructor(live, seat, source) {
    this.#live = live;
    this.#session = viewer({
      seat,
      ...(source ? { source } : {}),
      stream: (stream) => (this.stream.value = stream),
      changed: (state) => (this.state.value = state),
    });
  }

  /** Whether frames arrive. */
  get moving() {
    return this.quality.value ? this.quality.value.frames > 0 : this.shown.value;
  }

  start() {
    if (this.#stops.length) return;
    this.#session.start();
    const timer = setInterval(() => void this.#measure(), MEASURE);
    this.#stops = [
      () => clearInterval(timer),
      followNetwork(() => void this.#session.recover()),
      followWorkers(this.#live, () => this.#session),
    ];
  }

  stop() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#session.stop();
    this.stream.value = null;
    this.shown.value = false;
    this.quality.value = null;
  }

  /** Be sent at most this much. @param {Want} want */
  limit(want) {
    this.#session.limit(want);
  }

  async #measure() {
    this.quality.value = await this.#session.measure();
  }
}

/** Watch as long as an element is on the page, as well as its size needs. @param {HTMLVideoElement} video @param {Watch} watch */
export function show(video, watch) {
  const seen = () => (watch.shown.value = true);
  const stop = effect(() => {
    video.srcObject = watch.stream.value;
  });
  video.addEventListener("playing", seen);
  const blink = watchSize(video, (want) => watch.limit(want));
  return () => {
    blink();
    video.removeEventListener("playing", seen);
    stop();
  };
}
