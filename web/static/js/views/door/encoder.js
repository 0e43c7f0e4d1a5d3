/** For those who come with OBS or another encoder: where to send to, and with which token. */
import { useState } from "preact/hooks";

import { problem } from "../../net/post.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { toast } from "../toast.js";

/** @import { Door } from "./door.js" */

/** @param {{ door: Door }} props */
export function Encoder({ door }) {
  const { words, seat } = door;
  const [access, setAccess] = useState(/** @type {{ whip: string, token: string } | null} */ (null));
  async function renew() {
    const answer = await fetch(`/api/seats/${seat.boot.seat}/encoder`, { method: "POST" });
    if (answer.ok) setAccess(await answer.json());
    else toast((await problem(answer)).title, "danger");
  }
  return html`<div class="stack">
    <p>${words.say("OBS Studio and other encoders can publish instead of this page, by WHIP. Turn the camera here off then.")}</p>
    ${access
      ? html`<${Secret} label=${words.say("Server")} value=${access.whip} copy=${words.say("Copy")} />
          <${Secret} label=${words.say("Bearer token")} value=${access.token} copy=${words.say("Copy")} />
          <p class="small faint">${words.say("The token is shown once. In OBS: Settings, Stream, Service WHIP. H.264 without B-frames, a keyframe every second.")}</p>`
      : html`<p class="small faint">${words.say("A new token makes the last one useless.")}</p>`}
    <button class="button" onClick=${renew}><${Icon} name="radio" />${access ? words.say("Make another token") : words.say("Make a token")}</button>
    ${door.published.value && !door.camera.on && html`<p class="light" data-state="ready">${words.say("Your encoder's picture arrives.")}</p>`}
  </div>`;
}

/** @param {{ label: string, value: string, copy: string }} props */
function Secret({ label, value, copy }) {
  return html`<div class="row close secret"><label class="field"><span class="label">${label}</span>
    <input class="input" readonly value=${value} onFocus=${(/** @type {any} */ event) => event.currentTarget.select()} /></label>
    <button class="button small" onClick=${() => void navigator.clipboard?.writeText(value)}><${Icon} name="copy" />${copy}</button></div>`;
}
