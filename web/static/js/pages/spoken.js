/** The words of a page, which change with the switch in its header; nothing of the page's state is lost. */
import { signal } from "@preact/signals";

import { Words } from "../core/words.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Catalogue } from "../core/words.js" */

/** The words in the page's language. @param {{ language: string, words: string }} boot @returns {Promise<Signal<Words>>} */
export async function spoken(boot) {
  const words = signal(new Words(boot.language, await catalogueAt(boot.words)));
  document.addEventListener("language", (event) => {
    const { language, catalogue } = /** @type {CustomEvent} */ (event).detail;
    words.value = new Words(language, catalogue);
  });
  return words;
}

/** Words that do not come leave the page in English. @param {string} url @returns {Promise<Catalogue>} */
async function catalogueAt(url) {
  try {
    return await (await fetch(url)).json();
  } catch {
    return {};
  }
}
