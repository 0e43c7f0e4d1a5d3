import { effect, untracked } from "@preact/signals";

/** @import { Live } from "../net/live.js" */
/** @import { MediaSession } from "../net/session.js" */

/** Tell a session which of the media plane's workers serve, from now on. @param {Live} live @param {() => MediaSession} session @returns {() => void} */
export function followWorkers(live, session) {
  let known = "";
  return effect(() => {
    const workers = live.media.value?.workers ?? [];
    if (String(workers) === known) return;
    known = String(workers);
    untracked(() => session().follow(workers));
  });
}
