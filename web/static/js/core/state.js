/**
 * The viewer's picture, kept up by the server's messages (docs/protocol.md, The socket).
 *
 * @import { Changed, Changes, Picture, Snapshot } from "../protocol.js"
 */

/**
 * What is held: a picture, and up to which entry of which log it is true.
 *
 * @typedef {{ readonly epoch: string, readonly seq: number, readonly views: Picture }} Held
 */

/** What `apply` returns where something was missed; only hello on a new socket helps. */
export const RESUME = "resume";

/**
 * The picture after one more message. Kinds and views that were not touched stay the same objects.
 *
 * @param {Held | null} held
 * @param {Snapshot | Changed} message
 * @returns {Held | typeof RESUME}
 */
export function apply(held, message) {
  if (message.type === "snapshot") {
    return { epoch: message.epoch, seq: message.seq, views: message.views };
  }
  if (held === null || message.first !== held.seq + 1) return RESUME;
  return { epoch: held.epoch, seq: message.last, views: merged(held.views, message.views) };
}

/** @param {Picture} views @param {Changes} changes @returns {Picture} */
function merged(views, changes) {
  const next = /** @type {Record<string, Record<string, unknown>>} */ ({ ...views });
  for (const [kind, keys] of Object.entries(changes)) {
    next[kind] = replaced(next[kind] ?? {}, keys);
  }
  return /** @type {Picture} */ (next);
}

/** @param {Record<string, unknown>} old @param {Record<string, unknown>} changes */
function replaced(old, changes) {
  const next = { ...old, ...changes };
  for (const [key, view] of Object.entries(changes)) {
    if (view === null) delete next[key];
  }
  return next;
}
