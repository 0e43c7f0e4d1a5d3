/** The picture, or what stands in its place, and what one may do with it. */
import { useEffect, useRef, useState } from "preact/hooks";

import { currentPitch, nextPitch, show as showOf, stage } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { show } from "../watch.js";

/** @import { Words } from "../../core/words.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function Stage({ room }) {
  const { words } = room;
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(() => (room.texting.value || !video.current ? undefined : show(video.current, room.watch)), [room.texting.value]);
  if (room.texting.value) return html`<${Textual} room=${room} />`;
  const empty = !stage(room.picture)?.seat;
  return html`<section class="stage" ref=${frame} aria-label=${words.say("Stage")}>
    <video ref=${video} autoplay playsinline muted class=${empty ? "dimmed" : ""} aria-label=${words.say("Live picture")}></video>
    ${empty ? html`<${Standby} room=${room} />` : html`<${Caption} room=${room} />`}
    <${Controls} room=${room} video=${video} frame=${frame} />
  </section>`;
}

/** Nobody is on the stage. @param {{ room: Room }} props */
function Standby({ room }) {
  const { words, picture } = room;
  const [title, text] = standing(room);
  const next = nextPitch(picture);
  return html`<div class="standby">
    <p class="eyebrow">${words.of(showOf(picture)?.title)}</p>
    <p class="standby-title">${title}</p>
    <p class="soft">${text}</p>
    ${next && showOf(picture)?.status !== "ended" && html`<p class="standby-next"><span class="badge">${words.say("Next")}</span> ${words.of(next.title)}</p>`}
  </div>`;
}

/** @param {Room} room @returns {[string, string]} */
function standing({ words, picture, live }) {
  const about = showOf(picture);
  if (!live.ready.value || !about) return [words.say("Connecting…"), ""];
  const starts = about.starts_at
    ? moment(about.starts_at, words.locale, { weekday: "long", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" })
    : "";
  /** @type {Record<string, [string, string]>} */
  const table = {
    planned: [words.say("The roadshow has not begun"), starts && words.say("It is planned for {time}, in your time.", { time: starts })],
    paused: [words.say("A short pause"), words.say("The organizer has paused the roadshow; stay, it goes on here.")],
    ended: [words.say("The roadshow has ended"), words.say("Thank you for taking part. Your intents and receipts stay here.")],
  };
  return table[about.status] ?? [words.say("In a moment"), words.say("The picture comes by itself.")];
}

/** The pitch's name over the picture, and whether the picture moves. @param {{ room: Room }} props */
function Caption({ room }) {
  const { words, watch } = room;
  const pitch = currentPitch(room.picture);
  const state = pictureState(words, watch.state.value, watch.moving, watch.quality.value !== null);
  return html`<div class="stage-caption">
    ${pitch && html`<span class="truncate">${words.of(pitch.title)}</span>`}
    <span class="light small" data-state=${state[0]}>${state[1]}</span>
  </div>`;
}

/** @param {Words} words @param {string} state @param {boolean} moving @param {boolean} measured @returns {[string, string]} */
function pictureState(words, state, moving, measured) {
  if (state === "refused") return ["off", words.say("No picture to be had; everything else works")];
  if (state !== "connected") return ["waiting", words.say("Connecting the picture…")];
  if (moving) return ["live", words.say("Live")];
  return ["waiting", measured ? words.say("Waiting for the picture…") : words.say("The picture is coming…")];
}

/**
 * @typedef {import("preact").RefObject<HTMLVideoElement>} VideoRef
 * @param {{ room: Room, video: VideoRef, frame: import("preact").RefObject<HTMLElement> }} props
 */
function Controls({ room, video, frame }) {
  const { words } = room;
  const [muted, setMuted] = useState(true);
  /** @param {boolean} silent */
  function mute(silent) {
    if (video.current) video.current.muted = silent;
    setMuted(silent);
    void video.current?.play().catch(() => {});
  }
  return html`<div class="stage-controls">
    ${muted
      ? html`<button class="button small sound" onClick=${() => mute(false)}><${Icon} name="volume-x" />${words.say("Tap for sound")}</button>`
      : html`<button class="button quiet small only-icon" aria-label=${words.say("Mute")} onClick=${() => mute(true)}><${Icon} name="volume-2" /></button>
          <${Volume} words=${words} video=${video} />`}
    <span class="push"></span>
    <${Numbers} room=${room} />
    <button class="button quiet small only-icon" aria-label=${words.say("Without picture")} title=${words.say("Without picture")} onClick=${() => room.text(true)}><${Icon} name="video-off" /></button>
    <button class="button quiet small only-icon" aria-label=${words.say("Full screen")} title=${words.say("Full screen")} onClick=${() => fill(frame.current, video.current)}><${Icon} name="maximize" /></button>
  </div>`;
}

/** @param {{ words: Words, video: VideoRef }} props */
function Volume({ words, video }) {
  return html`<input class="volume" type="range" min="0" max="1" step="0.05" aria-label=${words.say("Volume")}
    defaultValue=${video.current?.volume ?? 1}
    onInput=${(/** @type {any} */ event) => video.current && (video.current.volume = Number(event.currentTarget.value))} />`;
}

/** @param {{ room: Room }} props */
function Numbers({ room }) {
  const quality = room.watch.quality.value;
  if (!quality?.bitrate) return null;
  const rate = room.words.say("{rate} Mbit/s", { rate: (quality.bitrate / 1e6).toFixed(1) });
  return html`<span class="figures small stage-numbers">${quality.height ? `${quality.height}p · ` : ""}${rate}</span>`;
}

/** iPhones know full screen for videos only. @param {HTMLElement | null} frame @param {any} video */
function fill(frame, video) {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (frame?.requestFullscreen) void frame.requestFullscreen();
  else video?.webkitEnterFullscreen?.();
}

/** What goes on, for those without a picture. @param {{ room: Room }} props */
function Textual({ room }) {
  const { words, picture } = room;
  const pitch = currentPitch(picture);
  const [title, text] = standing(room);
  return html`<section class="stage textual" aria-label=${words.say("Stage")}>
    <div class="standby">
      <p class="eyebrow">${words.say("Without picture")}</p>
      <p class="standby-title">${pitch ? words.of(pitch.title) : title}</p>
      <p class="soft">${pitch ? words.of(pitch.summary) : text}</p>
      <button class="button small" onClick=${() => room.text(false)}><${Icon} name="video" />${words.say("With picture")}</button>
    </div>
  </section>`;
}
