/** The documents of the project that the panels are about. */
import { useEffect } from "preact/hooks";

import { html } from "../html.js";
import { Download } from "../materials.js";

/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function Documents({ room }) {
  const { words, materials } = room;
  const pitch = room.focus.value;
  useEffect(() => void materials.read(), []);
  return html`<div class="stack">
    <header class="row"><h2>${words.of(pitch?.title)}</h2>
      ${room.picked.value && html`<button class="button quiet small push" onClick=${() => (room.picked.value = null)}>${words.say("Follow the show")}</button>`}</header>
    <ul class="list materials">${materials.of(pitch?.project).map((one) => html`<li key=${one.material}><${Download} words=${words} seat=${room.seat.boot.seat} material=${one} /></li>`)}</ul>
    ${!room.auditing && html`<p class="small faint">${words.say("What you download is noted as what you watch is: organizers see it; the project's presenters only with your name where you let them see it.")}</p>`}
  </div>`;
}
