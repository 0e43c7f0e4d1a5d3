/** Texts that people accept, fetched by their SHA-256; under one hash there is one text for ever. */
import { signal } from "@preact/signals";

import { read } from "../net/read.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Bilingual } from "../protocol.js" */

/** @typedef {{ use: string, preset: string, version: string, text: Bilingual, parts: Record<string, Bilingual> }} Text */

/** @type {Map<string, Signal<Text | null>>} */
const known = new Map();

/** The text as soon as it has come, else null. @param {string} hash @returns {Text | null} */
export function textOf(hash) {
  let text = known.get(hash);
  if (!text) {
    text = signal(/** @type {Text | null} */ (null));
    known.set(hash, text);
    void fetched(hash, text);
  }
  return text.value;
}

/** @param {string} hash @param {Signal<Text | null>} text */
async function fetched(hash, text) {
  try {
    text.value = await read(`/texts/${hash}.json`, (input, init) => fetch(input, init));
  } catch {
    // Without the text nothing can be accepted; the next time it is looked for it is asked for again.
    known.delete(hash);
  }
}
