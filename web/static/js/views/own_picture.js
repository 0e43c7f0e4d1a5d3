/** One's own picture with its meter, its devices and what can be done with it; for the stage door and the host desk. */
import { useEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";

import { OwnArrival } from "./arrival.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Watched } from "./watched.js";

/** @import { Words } from "../core/words.js" */
/** @import { Lack } from "../net/devices.js" */
/** @import { Camera } from "./camera.js" */

/** `starts` says that the button to begin stands here, not elsewhere on the page. @param {{ words: Words, camera: Camera, caption?: unknown, starts?: boolean }} props */
export function OwnPicture({ words, camera, caption, starts = true }) {
  const { on } = camera;
  const arriving = camera.published.value;
  // An encoder's picture can be seen here as it arrives, and in no other way.
  const received = arriving && (!on || camera.received.value);
  return html`<section class="own-picture stack close" aria-label=${words.say("Your picture")}>
    <div class="stage own-frame">
      ${received ? html`<${Received} words=${words} camera=${camera} />` : html`<${Preview} words=${words} camera=${camera} />`}
      ${!on && !arriving && html`<${Off} words=${words} camera=${camera} starts=${starts} />`}
      ${caption}
    </div>
    ${on && arriving && html`<${Sides} words=${words} camera=${camera} />`}
    ${(on || arriving) && html`<${Network} words=${words} camera=${camera} />`}
    ${on && html`<${Meter} words=${words} camera=${camera} /><${Switches} words=${words} camera=${camera} />`}
    ${!on && arriving && html`<${Elsewhere} words=${words} camera=${camera} starts=${starts} />`}
    <${Devices} words=${words} camera=${camera} />
  </section>`;
}

/** What is sent from here, or what has become of it. @param {{ words: Words, camera: Camera }} props */
function Sides({ words, camera }) {
  /** @param {boolean} received @param {string} text */
  const side = (received, text) =>
    html`<button aria-pressed=${camera.received.value === received} onClick=${() => (camera.received.value = received)}>${text}</button>`;
  return html`<div class="segments own-sides" role="group" aria-label=${words.say("Which picture")}>
    ${side(false, words.say("As sent"))}${side(true, words.say("As it arrives"))}
  </div>`;
}

/** One's own picture from the server, without the sound that one has just made. @param {{ words: Words, camera: Camera }} props */
function Received({ words, camera }) {
  const { live, boot } = camera.seat;
  return html`<${Watched} live=${live} seat=${boot.seat} source=${boot.seat} label=${words.say("Your picture as it arrives")}
    coming=${words.say("Your picture comes back from the server…")} broken=${words.say("No connection to the picture; trying again")} />`;
}

/** Somebody else's hand is at the camera. @param {{ words: Words, camera: Camera, starts: boolean }} props */
function Elsewhere({ words, camera, starts }) {
  return html`<p class="small soft">${words.say("This picture comes from your encoder or from another page of yours. A camera turned on here takes its place.")}</p>
    ${starts && html`<button class="button small" onClick=${() => void camera.turnOn()}><${Icon} name="video" />${words.say("Turn on camera and microphone")}</button>`}`;
}

/** A camera is seen as in a mirror, a screen is not. @param {{ words: Words, camera: Camera }} props */
function Preview({ words, camera }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(
    () =>
      effect(() => {
        if (video.current) video.current.srcObject = camera.stream.value;
      }),
    [],
  );
  return html`<video ref=${video} autoplay playsinline muted class=${camera.sharing.value ? "" : "mirrored"} aria-label=${words.say("Preview of what is sent")}></video>`;
}

/** @param {{ words: Words, camera: Camera, starts: boolean }} props */
function Off({ words, camera, starts }) {
  const lack = camera.lack.value;
  return html`<div class="standby">
    ${lack ? html`<p role="alert">${lackOf(words, lack)}</p>` : html`<p>${words.say("Your camera is off. Nobody sees or hears you.")}</p>`}
    ${starts && html`<button class="button" aria-busy=${camera.asking.value ? "true" : undefined} onClick=${() => void camera.turnOn()}><${Icon} name="video" />${words.say("Turn on camera and microphone")}</button>`}
  </div>`;
}

/** @param {Words} words @param {Lack} lack */
function lackOf(words, lack) {
  /** @type {Record<Lack, string>} */
  const table = {
    insecure: words.say("Browsers give a camera to HTTPS pages only. Ask the organizer for the https address."),
    denied: words.say("The browser did not allow it. Allow camera and microphone beside the address of this page, then try again."),
    missing: words.say("No camera and no microphone was found. Plug one in and try again."),
    busy: words.say("The camera is in use by another program. Close that and try again."),
  };
  return table[lack];
}

/** @param {{ words: Words, camera: Camera }} props */
function Meter({ words, camera }) {
  const level = camera.level.value;
  const heard = camera.muted.value ? words.say("Microphone off") : level > 0.05 ? words.say("Microphone is heard") : words.say("Say something");
  return html`<div class="meter"><${Icon} name=${camera.muted.value ? "mic-off" : "mic"} />
    <meter min="0" max="1" low="0.25" high="0.92" optimum="0.6" value=${level} aria-label=${words.say("Microphone level")}></meter>
    <span class="small soft">${heard}</span></div>`;
}

/** @param {{ words: Words, camera: Camera }} props */
function Switches({ words, camera }) {
  const [muted, hidden, sharing] = [camera.muted.value, camera.hidden.value, camera.sharing.value];
  return html`<div class="row close">
    <button class="button small" aria-pressed=${muted} onClick=${() => camera.mute(!muted)}><${Icon} name=${muted ? "mic-off" : "mic"} />${muted ? words.say("Unmute") : words.say("Mute")}</button>
    <button class="button small" aria-pressed=${hidden} onClick=${() => camera.hide(!hidden)}><${Icon} name=${hidden ? "video-off" : "video"} />${hidden ? words.say("Show camera") : words.say("Hide camera")}</button>
    <button class="button small" aria-pressed=${sharing} onClick=${() => void (sharing ? camera.unshare() : camera.share())}><${Icon} name="monitor-up" />${sharing ? words.say("Back to camera") : words.say("Share screen")}</button>
    <button class="button quiet small push" onClick=${() => camera.turnOff()}>${words.say("Turn off")}</button>
  </div>`;
}

/** What the picture's way carries, found out by really sending it. @param {{ words: Words, camera: Camera }} props */
function Network({ words, camera }) {
  const arrival = camera.arrival.value;
  const connected = !camera.on || camera.state.value === "connected";
  if (arrival && connected) return html`<${OwnArrival} words=${words} arrival=${arrival} still=${camera.still} />`;
  return html`<p class="light" data-state="waiting" role="status">${waitingOf(words, camera)}</p>`;
}

/** @param {Words} words @param {Camera} camera */
function waitingOf(words, camera) {
  const state = camera.state.value;
  if (state === "refused") return words.say("The server does not take your picture");
  return camera.on && state !== "connected" ? words.say("Connecting to the backstage…") : words.say("Testing your network…");
}

/** @param {{ words: Words, camera: Camera }} props */
function Devices({ words, camera }) {
  const list = camera.devices.value;
  if (!list.length) return null;
  return html`<details class="fold small"><summary>${words.say("Devices")}</summary><div class="grid close">
    <${Device} label=${words.say("Camera")} list=${list.filter((one) => one.kind === "videoinput")} chosen=${camera.choice.value.camera} onPick=${(/** @type {string} */ id) => camera.choose({ camera: id })} />
    <${Device} label=${words.say("Microphone")} list=${list.filter((one) => one.kind === "audioinput")} chosen=${camera.choice.value.microphone} onPick=${(/** @type {string} */ id) => camera.choose({ microphone: id })} />
  </div></details>`;
}

/** @param {{ label: string, list: MediaDeviceInfo[], chosen: string, onPick: (id: string) => void }} props */
function Device({ label, list, chosen, onPick }) {
  const current = list.some((one) => one.deviceId === chosen) ? chosen : (list[0]?.deviceId ?? "");
  return html`<label class="field"><span class="label">${label}</span>
    <select class="input" value=${current} onChange=${(/** @type {any} */ event) => onPick(event.currentTarget.value)}>
      ${list.map((one) => html`<option key=${one.deviceId} value=${one.deviceId}>${one.label}</option>`)}
    </select></label>`;
}
