/** A picture from the server, fetched for as long as it is on the page and not a moment longer. */
import { useEffect, useMemo, useRef } from "preact/hooks";

import { html } from "./html.js";
import { Watch, show } from "./watch.js";

/** @import { Live } from "../net/live.js" */

/**
 * The stage, or one seat's picture.
 *
 * @typedef {{ live: Live, seat: string, source: string | null, label: string, sound?: boolean, coming?: string, broken: string }} WatchedProps
 * @param {WatchedProps} props `coming` is said until the first frame, `broken` where there is no connection
 */
export function Watched({ live, seat, source, label, sound = false, coming = "", broken }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const watch = useMemo(() => new Watch(live, seat, source ?? undefined), [live, seat, source]);
  useEffect(() => {
    watch.start();
    const hide = video.current && show(video.current, watch);
    return () => {
      hide?.();
      watch.stop();
    };
  }, [watch]);
  const lost = watch.state.value === "waiting" || watch.state.value === "refused";
  const note = lost ? broken : watch.shown.value ? "" : coming;
  return html`<video ref=${video} autoplay playsinline muted=${!sound} aria-label=${label}></video>
    ${note && html`<p class="monitor-note">${note}</p>`}`;
}
