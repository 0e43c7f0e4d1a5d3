/**
 * How long to wait before the next try: full jitter, doubling from half a second up to twenty (docs/protocol.md).
 *
 * @param {number} failures in a row, from 1
 * @param {number} random from 0 up to 1
 * @returns {number} milliseconds
 */
export function backoff(failures, random) {
  return random * Math.min(20_000, 500 * 2 ** Math.min(failures - 1, 10));
}
