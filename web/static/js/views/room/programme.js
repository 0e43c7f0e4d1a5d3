/** All pitches in their order; picking one turns the panels to it. */
import { isOn, programme } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { Words } from "../../core/words.js" */
/** @import { Phase, PitchView } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function Programme({ room }) {
  const { words } = room;
  const pitches = programme(room.picture);
  if (!pitches.length) return html`<p class="empty">${words.say("The programme is not out yet.")}</p>`;
  return html`<ol class="list programme">${pitches.map((pitch) => html`<${Line} key=${pitch.pitch} room=${room} pitch=${pitch} />`)}</ol>`;
}

/** @param {{ room: Room, pitch: PitchView }} props */
function Line({ room, pitch }) {
  const { words } = room;
  const [tone, state] = phaseOf(words, pitch.phase);
  const about = [words.of(pitch.team), words.of(pitch.field)].filter(Boolean).join(" · ");
  return html`<li aria-current=${isOn(pitch) ? "step" : undefined} class="stack close">
    <div class="row"><h2 class="programme-title">${words.of(pitch.title)}</h2><span class="badge push" data-tone=${tone}>${state}</span></div>
    <p class="small soft">${about}</p>
    ${words.of(pitch.summary) && html`<p class="small">${words.of(pitch.summary)}</p>`}
    ${room.investing && pitch.phase !== "skipped" && html`<a class="button quiet small" href=${`/s/${room.seat.boot.seat}/meetings?ask=${pitch.project}`}><${Icon} name="calendar-plus" />${words.say("Ask for a meeting")}</a>`}
    ${room.focus.value?.pitch !== pitch.pitch && pitch.phase !== "pending" && pitch.phase !== "skipped"
      ? html`<button class="button quiet small" onClick=${() => turnTo(room, pitch)}>${words.say("Show its board")}</button>`
      : null}
  </li>`;
}

/** @param {Room} room @param {PitchView} pitch */
function turnTo(room, pitch) {
  room.picked.value = pitch.project;
  room.tab.value = "board";
}

/** @param {Words} words @param {Phase} phase @returns {[string, string]} */
function phaseOf(words, phase) {
  /** @type {Record<Phase, [string, string]>} */
  const table = {
    pending: ["", words.say("To come")],
    on_air: ["live", words.say("On air")],
    questions: ["live", words.say("Questions")],
    done: ["", words.say("Done")],
    skipped: ["warn", words.say("Skipped")],
  };
  return table[phase];
}
