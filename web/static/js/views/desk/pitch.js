/** What an organizer does with one pitch: ring, start, skip, move, open and close its intent window. */
import { backstageOf } from "../../core/readiness.js";
import { all, isOn, programme, show } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { move } from "./rundown.js";
import { phaseOf, readinessOf } from "./words.js";

/** @import { PitchView } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function PitchPanel({ desk }) {
  const { words } = desk;
  const pitch = desk.focus.value;
  if (!pitch || show(desk.picture)?.status === "ended") return null;
  return html`<section class="pitch" aria-labelledby="pitch-title">
    <div class="pitch-head"><h2 id="pitch-title" class="truncate">${words.of(pitch.title)}</h2><${Places} desk=${desk} pitch=${pitch} /></div>
    <${Presenters} desk=${desk} pitch=${pitch} />
    <${Actions} desk=${desk} pitch=${pitch} />
  </section>`;
}

/** @param {{ desk: Desk, pitch: PitchView }} props */
function Places({ desk, pitch }) {
  const { words } = desk;
  const place = programme(desk.picture).findIndex((one) => one.pitch === pitch.pitch);
  const last = programme(desk.picture).length - 1;
  if (desk.reads) return null;
  return html`<div class="row close">
    <button class="button quiet small only-icon" aria-label=${words.say("Move up")} title=${words.say("Move up")} aria-disabled=${place === 0} onClick=${() => move(desk, pitch.pitch, place - 1)}><${Icon} name="arrow-up" /></button>
    <button class="button quiet small only-icon" aria-label=${words.say("Move down")} title=${words.say("Move down")} aria-disabled=${place === last} onClick=${() => move(desk, pitch.pitch, place + 1)}><${Icon} name="arrow-down" /></button>
  </div>`;
}

/** Who presents, and how ready they are. @param {{ desk: Desk, pitch: PitchView }} props */
function Presenters({ desk, pitch }) {
  const { words, picture, people, sources } = desk;
  const { presenters, readiness } = backstageOf(picture, pitch, people.value, sources);
  const [light, text] = pitch.phase === "pending" ? readinessOf(words, readiness) : phaseOf(words, pitch.phase);
  const names = presenters.map((one) => one.name).join(words.say(", "));
  return html`<p class="small row close"><span class="light" data-state=${light}>${text}</span><span class="faint">${names || words.say("No presenter has taken a seat yet")}</span></p>`;
}

/** @param {{ desk: Desk, pitch: PitchView }} props */
function Actions({ desk, pitch }) {
  const { words } = desk;
  const status = show(desk.picture)?.status;
  if (desk.reads) return html`<div class="row close"><${WindowLight} desk=${desk} pitch=${pitch} /></div>`;
  const id = { pitch: pitch.pitch };
  const backstage = all(desk.picture, "backstage")[pitch.pitch];
  return html`<div class="row close">
    ${pitch.phase === "pending" && html`<button class="button small" aria-keyshortcuts="c" onClick=${() => desk.act({ type: "pitch.call", ...id })}><${Icon} name="bell" />${backstage?.called ? words.say("Call again") : words.say("Call presenter")}</button>`}
    ${pitch.phase === "pending" && status === "live" && html`<button class="button small" onClick=${() => desk.act({ type: "pitch.start", ...id })}><${Icon} name="play" />${words.say("Start this one")}</button>`}
    ${pitch.phase === "pending" && html`<button class="button quiet small" onClick=${() => desk.act({ type: "pitch.skip", ...id })}><${Icon} name="skip-forward" />${words.say("Skip")}</button>`}
    ${pitch.phase === "skipped" && html`<button class="button small" onClick=${() => desk.act({ type: "pitch.restore", ...id })}><${Icon} name="undo-2" />${words.say("Take back in")}</button>`}
    ${(isOn(pitch) || pitch.phase === "done") && html`<${IntentWindow} desk=${desk} pitch=${pitch} />`}
  </div>`;
}

/** @param {{ desk: Desk, pitch: PitchView }} props */
function IntentWindow({ desk, pitch }) {
  const { words } = desk;
  const open = pitch.window_open;
  const type = open ? "window.close" : "window.open";
  return html`<${WindowLight} desk=${desk} pitch=${pitch} />
    <button class="button small" aria-keyshortcuts="i" onClick=${() => desk.act({ type, pitch: pitch.pitch })}><${Icon} name=${open ? "lock" : "receipt"} />${open ? words.say("Close the intent window") : words.say("Open the intent window")}</button>`;
}

/** Whether intents are taken. @param {{ desk: Desk, pitch: PitchView }} props */
function WindowLight({ desk: { words }, pitch }) {
  const open = pitch.window_open;
  return html`<span class="light small" data-state=${open ? "ready" : "off"}>${open ? words.say("Intents open") : words.say("Intents closed")}</span>`;
}
