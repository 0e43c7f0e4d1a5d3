/**
 * How large a picture is seen, and whether it is seen at all.
 *
 * @import { Want } from "../core/want.js"
 */
import { better, wanted } from "../core/want.js";
import { CLOCK } from "./clock.js";

/** What gets smaller or out of sight waits this long, in milliseconds: a glance at another tab costs no quality. */
const PATIENCE = 2000;

/** Follow an element; returns what stops it. @param {HTMLVideoElement} video @param {(want: Want) => void} want */
export function watchSize(video, want) {
  /** @type {Want} */
  let last = "high";
  let cancel = () => {};
  const tell = (/** @type {Want} */ next) => want((last = next));
  const look = () => {
    cancel();
    const next = wanted(video.clientWidth, devicePixelRatio, seen(video));
    // What is seen again is wanted at once.
    if (better(next, last)) tell(next);
    else if (next !== last) cancel = CLOCK.after(PATIENCE, () => tell(next));
  };
  // Whoever follows may remember what another element wanted.
  want(last);
  const sizes = new ResizeObserver(look);
  sizes.observe(video);
  const stops = EVENTS.map(([target, name]) => listen(target(video), name, look));
  return () => {
    cancel();
    sizes.disconnect();
    for (const stop of stops) stop();
  };
}

/** A picture of its own window is seen wherever its page is. @param {HTMLVideoElement} video */
const seen = (video) => document.pictureInPictureElement === video || (!document.hidden && video.clientWidth > 0);

/** @type {readonly [(video: HTMLVideoElement) => EventTarget, string][]} */
const EVENTS = [
  [() => document, "visibilitychange"],
  [(video) => video, "enterpictureinpicture"],
  [(video) => video, "leavepictureinpicture"],
];

/** @param {EventTarget} target @param {string} name @param {() => void} act */
function listen(target, name, act) {
  target.addEventListener(name, act);
  return () => target.removeEventListener(name, act);
}
