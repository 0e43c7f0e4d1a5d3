/** How good a picture has to be for where it is shown. */

/** @typedef {"low" | "middle" | "high"} Want */

/** Device pixels across, up to which the layer of a quarter and of half the width of 1280 looks no worse. @type {readonly [number, Want][]} */
const SIZES = [
  [360, "low"],
  [720, "middle"],
];

/**
 * What a picture of this width asks for; nothing better than the lowest where nobody sees it.
 *
 * @param {number} width in CSS pixels
 * @param {number} ratio device pixels in each
 * @param {boolean} seen
 * @returns {Want}
 */
export function wanted(width, ratio, seen) {
  if (!seen) return "low";
  return SIZES.find(([most]) => width * ratio <= most)?.[1] ?? "high";
}

const RANKS = { low: 0, middle: 1, high: 2 };

/** Whether this is more than that. @param {Want} one @param {Want} other */
export const better = (one, other) => RANKS[one] > RANKS[other];
