/**
 * Why a seat's socket does not open (docs/protocol.md, The socket): the same address says it to an ordinary request.
 *
 * @import { Refusal } from "./socket.js"
 */
import { problem, seconds } from "./post.js";

const NO_ROOM = new Set([429, 503]);

/** @param {typeof globalThis.fetch} fetch @param {string} seat @returns {() => Promise<Refusal | null>} */
export function asker(fetch, seat) {
  return async () => {
    try {
      const response = await fetch(`/ws/${seat}`, { cache: "no-store", redirect: "error" });
      return NO_ROOM.has(response.status) ? { code: (await problem(response)).code, after: seconds(response) } : null;
    } catch {
      return null;
    }
  };
}
