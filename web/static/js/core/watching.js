/**
 * How well each person sees, from what the server measured of each of their pictures.
 *
 * @typedef {object} Watching how one session gets the stage or, with a source, a preview; null is what is not known
 * @property {string} seat
 * @property {string | null} source
 * @property {number | null} layer
 * @property {number} bitrate
 * @property {number | null} estimate
 * @property {number | null} loss
 * @property {number | null} round_trip
 * @property {boolean} troubled
 */

/** The stage as each seat sees it, the worst of its devices. @param {readonly Watching[]} watching @returns {Map<string, Watching>} */
export function stageBySeat(watching) {
  /** @type {Map<string, Watching>} */
  const seats = new Map();
  for (const one of watching) {
    const known = seats.get(one.seat);
    if (one.source === null && (!known || worse(one, known))) seats.set(one.seat, one);
  }
  return seats;
}

/** @param {Watching} one @param {Watching} other */
const worse = (one, other) =>
  one.troubled !== other.troubled ? one.troubled : (one.loss ?? 0) > (other.loss ?? 0);

/** Those who see badly before all others, which keep their order. @template {{ seat: string }} T @param {readonly T[]} people @param {Map<string, Watching>} seen */
export const troubledFirst = (people, seen) =>
  people.toSorted((a, b) => Number(Boolean(seen.get(b.seat)?.troubled)) - Number(Boolean(seen.get(a.seat)?.troubled)));
