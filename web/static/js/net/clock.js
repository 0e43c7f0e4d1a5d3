/**
 * Time and chance as the network code needs them; tests pass their own.
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since 1970
 * @property {(milliseconds: number, then: () => void) => () => void} after returns what cancels it
 */

/** @type {Clock} */
export const CLOCK = {
  now: () => Date.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};
