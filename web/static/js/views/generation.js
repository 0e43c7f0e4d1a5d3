import { effect } from "@preact/signals";

/** @import { Live } from "../net/live.js" */

/** Hear of each restart of the media plane after now. @param {Live} live @param {() => void} again @returns {() => void} */
export function followGeneration(live, again) {
  let known = live.media.peek()?.generation ?? null;
  return effect(() => {
    const generation = live.media.value?.generation ?? null;
    if (generation === null || generation === known) return;
    const first = known === null;
    known = generation;
    if (!first) again();
  });
}
