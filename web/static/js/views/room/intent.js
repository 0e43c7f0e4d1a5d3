/** The panel of one's intents towards the project of the moment. */
import { passes } from "../../core/preset.js";
import { liveIntent, openTo, programme } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Consortium, Invitations } from "./consortium.js";
import { IntentFields } from "./intent_fields.js";
import { OwnIntents } from "./own_intents.js";
import { RoundCard } from "./round.js";
import { OwnCertificate, Suitability } from "./suitability.js";
import { WhoKnows } from "./who_knows.js";

/** @import { PitchView } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function IntentPanel({ room }) {
  const { words } = room;
  const pitch = room.focus.value;
  return html`<div class="stack intent">
    ${pitch
      ? html`<${Project} room=${room} pitch=${pitch} /><${Invitations} room=${room} pitch=${pitch} /><${RoundCard} room=${room} pitch=${pitch} /><${Suitability} room=${room} />
          ${openTo(room.picture, pitch) === "none" || !passes(room.picture, room.now, "intent") ? null : html`<${IntentFields} room=${room} pitch=${pitch} />`}`
      : html`<div class="empty"><${Icon} name="hand" /><p>${words.say("When a pitch is on, you can say here what you would do: invest, license, test, talk.")}</p></div>`}
    <${OwnIntents} room=${room} />
    ${pitch && !room.auditing && html`<${Consortium} room=${room} pitch=${pitch} />`}
    <${WhoKnows} room=${room} />
    <${OwnCertificate} room=${room} />
  </div>`;
}

/** Which project this is about, and until when. @param {{ room: Room, pitch: PitchView }} props */
function Project({ room, pitch }) {
  const { words, picture } = room;
  const live = room.revised(pitch.project);
  const begun = programme(picture).filter((one) => one.phase !== "pending" && one.phase !== "skipped");
  return html`<header class="stack close">
    <div class="row intent-head"><h2>${words.of(pitch.title)}</h2><${Window} room=${room} pitch=${pitch} /></div>
    ${live && html`<p class="small soft">${words.say("You change your intent on record, version {version}.", { version: live.version })}</p>`}
    ${begun.length > 1 && html`<details class="fold small"><summary>${words.say("Another project")}</summary>
      <select class="input" aria-label=${words.say("Project")} value=${pitch.project} onChange=${(/** @type {any} */ event) => (room.picked.value = event.currentTarget.value)}>
        ${begun.map((one) => html`<option key=${one.project} value=${one.project}>${words.of(one.title)}</option>`)}
      </select>
      ${room.picked.value && html`<button class="button quiet small" onClick=${() => (room.picked.value = null)}>${words.say("Follow the show")}</button>`}</details>`}
  </header>`;
}

/** @param {{ room: Room, pitch: PitchView }} props */
function Window({ room, pitch }) {
  const { words } = room;
  const open = openTo(room.picture, pitch);
  if (open === "open") return html`<span class="badge push" data-tone="good">${words.say("Intents open")}</span>`;
  return html`<span class="badge push">${open === "talk" ? words.say("Closed; a talk is still possible") : words.say("Intents not open yet")}</span>`;
}
