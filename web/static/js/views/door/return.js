/** The programme as everybody sees it; silent unless asked for, so that no microphone hears it. */
import { useEffect, useRef } from "preact/hooks";

import { stage } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { show } from "../watch.js";

/** @import { Door } from "./door.js" */

/** @param {{ door: Door }} props */
export function Return({ door }) {
  const { words } = door;
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const hearing = door.hearing.value;
  useEffect(() => (video.current ? show(video.current, door.programme) : undefined), []);
  useEffect(() => {
    if (video.current) video.current.muted = !hearing;
  }, [hearing]);
  const empty = !stage(door.picture)?.seat;
  return html`<section class="stack close return" aria-label=${words.say("What everybody sees")}>
    <div class="stage">
      <video ref=${video} autoplay playsinline muted class=${empty ? "dimmed" : ""} aria-label=${words.say("What everybody sees")}></video>
      ${empty && html`<div class="standby"><p>${words.say("The stage is empty")}</p></div>`}
    </div>
    <div class="row close">
      <span class="eyebrow">${words.say("What everybody sees")}</span>
      <button class="button quiet small push" aria-pressed=${hearing} disabled=${door.onStage.value} onClick=${() => (door.hearing.value = !hearing)}>
        <${Icon} name=${hearing ? "volume-2" : "volume-x"} />${hearing ? words.say("Silence") : words.say("Listen")}</button>
    </div>
    ${hearing && html`<p class="small faint">${words.say("Use headphones, or your microphone hears the stage.")}</p>`}
  </section>`;
}
