/**
 * What the server's figures of a source mean for those who will watch it.
 *
 * @import { Arrival, Figures } from "../protocol.js"
 */

/**
 * `silent`: nothing comes; `losing`: much is lost on the way; `dark`: sound comes without a picture; `blocky`: too little
 * of the picture comes; `far`: it is late.
 *
 * @typedef {"good" | "blocky" | "losing" | "far" | "dark" | "silent"} Verdict
 */

/** Seconds without anything that are more than a pause. */
const SILENT = 3;

/** What repair no longer hides. */
export const MUCH_LOST = 0.05;

/** Seconds there and back at which people begin to talk at the same time. */
const FAR = 0.4;

/** Pixels high and bit/s, below which letters on a slide behind the speaker are guessed. */
const SOFT = { height: 400, bitrate: 300_000 };

/**
 * A picture that stands still, such as a slide or a camera that shows nothing, is not blocky for needing few bits.
 *
 * @param {Arrival} arrival
 * @param {boolean} [still]
 * @returns {Verdict}
 */
export function verdict(arrival, still = false) {
  if (arrival.silence >= SILENT) return "silent";
  if (arrival.loss > MUCH_LOST) return "losing";
  if (arrival.layers.length && !flowing(arrival).length) return "dark";
  if (blocky(arrival, still || isScreen(arrival))) return "blocky";
  return (arrival.round_trip ?? 0) > FAR ? "far" : "good";
}

/** @param {Arrival} arrival */
const flowing = ({ layers }) => layers.filter((layer) => layer.bitrate > 0);

/** The best that comes, in pixels; 0 where it is not known. @param {Arrival} arrival */
export const heightOf = (arrival) => Math.max(0, ...flowing(arrival).map((layer) => layer.height));

/** @param {Arrival} arrival @param {boolean} still */
function blocky(arrival, still) {
  const height = heightOf(arrival);
  if (height && height < SOFT.height) return true;
  return !still && arrival.layers.length > 0 && arrival.bitrate < SOFT.bitrate;
}

/** Browsers send a screen in layers of one size, so that its letters stay sharp. @param {Arrival} arrival */
function isScreen(arrival) {
  const heights = new Set(flowing(arrival).map((layer) => layer.height));
  return flowing(arrival).length > 1 && heights.size === 1;
}

/** How a seat's picture arrives; null where none does, or nothing is known yet. @param {Figures | null} figures @param {readonly string[]} sources that publish now @param {string | null | undefined} seat */
export function arrivalOf(figures, sources, seat) {
  return seat && sources.includes(seat) ? (figures?.sources[seat] ?? null) : null;
}
