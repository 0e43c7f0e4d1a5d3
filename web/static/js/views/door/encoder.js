/** For those who come with OBS or another encoder: where to send to, and with which token. */
import { useEffect, useState } from "preact/hooks";

import { moment } from "../../core/time.js";
import { problem } from "../../net/post.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { toast } from "../toast.js";

/** @import { Words } from "../../core/words.js" */
/** @import { Door } from "./door.js" */

/** @typedef {{ whip: string, expires_at: string | null, token?: string }} Access */

/** @param {{ door: Door }} props */
export function Encoder({ door }) {
  const { words, seat } = door;
  const [access, setAccess] = useState(/** @type {Access | null} */ (null));
  /** @param {"GET" | "POST" | "PATCH"} method */
  async function ask(method) {
    const answer = await fetch(`/api/seats/${seat.boot.seat}/encoder`, { method });
    if (!answer.ok) return toast((await problem(answer)).title, "danger");
    const found = await answer.json();
    setAccess((before) => ({ token: before?.token, ...found }));
  }
  useEffect(() => void ask("GET"), []);
  const until = access?.expires_at ?? null;
  return html`<div class="stack">
    <p>${words.say("OBS Studio and other encoders can publish instead of this page, by WHIP. Turn the camera here off then.")}</p>
    ${access?.token &&
    html`<${Secret} label=${words.say("Server")} value=${access.whip} copy=${words.say("Copy")} />
      <${Secret} label=${words.say("Bearer token")} value=${access.token} copy=${words.say("Copy")} />
      <p class="small faint">${words.say("The token is shown once. In OBS: Settings, Stream, Service WHIP. H.264 without B-frames, a keyframe every second.")}</p>`}
    ${until && html`<${Term} words=${words} until=${until} now=${seat.now.value} onExtend=${() => ask("PATCH")} />`}
    ${until && !access?.token && html`<p class="small faint">${words.say("A new token makes the last one useless.")}</p>`}
    <button class="button" onClick=${() => ask("POST")}><${Icon} name="radio" />${until ? words.say("Make another token") : words.say("Make a token")}</button>
    ${door.published.value && !door.camera.on && html`<p class="light" data-state="ready">${words.say("Your encoder's picture arrives.")}</p>`}
  </div>`;
}

const TIME = /** @type {Intl.DateTimeFormatOptions} */ ({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** How long the token lasts. @param {{ words: Words, until: string, now: number, onExtend: () => void }} props */
function Term({ words, until, now, onExtend }) {
  const time = moment(until, words.locale, TIME);
  const over = Date.parse(until) <= now;
  return html`<div class="row close">
    <p class=${over ? "small error" : "small"}>${over ? words.say("Your token ended on {time}.", { time }) : words.say("Your token works until {time}.", { time })}</p>
    <button class="button small" onClick=${onExtend}>${words.say("Extend")}</button>
  </div>`;
}

/** @param {{ label: string, value: string, copy: string }} props */
function Secret({ label, value, copy }) {
  return html`<div class="row close secret"><label class="field"><span class="label">${label}</span>
    <input class="input" readonly value=${value} onFocus=${(/** @type {any} */ event) => event.currentTarget.select()} /></label>
    <button class="button small" onClick=${() => void navigator.clipboard?.writeText(value)}><${Icon} name="copy" />${copy}</button></div>`;
}
