/** Two pictures, as in a control room: what everybody sees, and who waits behind the stage. */
import { useState } from "preact/hooks";

import { backstageOf } from "../../core/readiness.js";
import { currentPitch, show, stage } from "../../core/selectors.js";
import { AudienceTrouble, ShortArrival } from "../arrival.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Watched } from "../watched.js";
import { readinessOf } from "./words.js";

/** @import { Desk } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function Monitors({ desk }) {
  return html`<section class="monitors" aria-label=${desk.words.say("Pictures")}>
    <${Programme} desk=${desk} /><${Preview} desk=${desk} />
  </section>`;
}

/** What everybody sees. @param {{ desk: Desk }} props */
function Programme({ desk }) {
  const { words } = desk;
  const [sound, hear] = useState(false);
  const on = stage(desk.picture);
  const live = show(desk.picture)?.status === "live";
  return html`<figure class="monitor" data-live=${Boolean(on?.seat)}>
    <div class="monitor-picture">
      <${Picture} desk=${desk} source=${null} sound=${sound} label=${words.say("What everybody sees")} />
      ${!on?.seat && html`<p class="monitor-note">${words.say("Standby card")}</p>`}
    </div>
    <figcaption><${OnStage} desk=${desk} /></figcaption>
    <${Travel} desk=${desk} source=${on?.seat ?? null} audience />
    <div class="row close monitor-actions">
      ${!desk.reads && html`<button class="button small" aria-disabled=${!on?.seat || !live} onClick=${() => on?.seat && live && desk.act({ type: "stage.clear" })}><${Icon} name="square" />${words.say("Clear the stage")}</button>`}
      <button class="button quiet small only-icon" aria-pressed=${sound} aria-label=${words.say("Sound")} title=${words.say("Sound")} onClick=${() => hear(!sound)}><${Icon} name=${sound ? "volume-2" : "volume-x"} /></button>
    </div>
  </figure>`;
}

/** An empty stage while a pitch is on is worth a second look. @param {{ desk: Desk }} props */
function OnStage({ desk }) {
  const { words, picture } = desk;
  if (stage(picture)?.seat) return html`<span class="light small" data-state="live">${words.say("On stage")}</span><span class="small faint truncate">${whoIsOn(desk)}</span>`;
  const missing = currentPitch(picture) !== null;
  return html`<span class="light small" data-state=${missing ? "waiting" : "off"}>${words.say("Nobody on stage")}</span>`;
}

/** @param {Desk} desk */
function whoIsOn({ picture, people, seat, words }) {
  const on = stage(picture);
  if (!on?.seat) return "";
  if (on.seat === seat) return words.say("you");
  return people.value.find((one) => one.seat === on.seat)?.name ?? "";
}

/** Who waits, and what puts them on. @param {{ desk: Desk }} props */
function Preview({ desk }) {
  const { words, picture, sources } = desk;
  const pitch = desk.focus.value;
  const { source, readiness } = pitch ? backstageOf(picture, pitch, desk.people.value, sources) : { source: null, readiness: /** @type {const} */ ("absent") };
  const [light, text] = readinessOf(words, readiness);
  const live = show(picture)?.status === "live";
  const canTake = live && source !== null && source !== stage(picture)?.seat;
  return html`<figure class="monitor">
    <div class="monitor-picture">
      ${source ? html`<${Picture} key=${source} desk=${desk} source=${source} sound=${false} label=${words.say("Backstage picture")} />` : html`<p class="monitor-note">${words.say("No picture from backstage")}</p>`}
    </div>
    <figcaption><span class="light small" data-state=${light}>${text}</span><span class="small faint truncate">${words.of(pitch?.title)}</span></figcaption>
    <${Travel} desk=${desk} source=${source} />
    ${!desk.reads && html`<div class="row close monitor-actions">
      <button class="button small" aria-disabled=${!canTake} onClick=${() => canTake && desk.act({ type: "stage.take", seat: source })}><${Icon} name="monitor-up" />${words.say("Put on stage")}</button>
      <button class="button quiet small" aria-pressed=${desk.camera.on} onClick=${() => (desk.filming.value = true)}><${Icon} name="video" />${words.say("My camera")}</button>
    </div>`}
  </figure>`;
}

/** The stage, or one seat's picture. @param {{ desk: Desk, source: string | null, sound: boolean, label: string }} props */
function Picture({ desk, source, sound, label }) {
  const broken = desk.words.say("No connection to the picture; trying again");
  return html`<${Watched} live=${desk.live} seat=${desk.seat} source=${source} sound=${sound} label=${label} broken=${broken} />`;
}

/** How a picture arrives, and who sees it badly, where there is anything to say. @param {{ desk: Desk, source: string | null, audience?: boolean }} props */
function Travel({ desk, source, audience = false }) {
  const { words } = desk;
  const arrival = desk.arrivalOf(source);
  if (!arrival) return null;
  return html`<div class="monitor-travel small"><${ShortArrival} words=${words} arrival=${arrival} />
    ${audience && html`<${AudienceTrouble} words=${words} audience=${desk.live.figures.value?.audience ?? null} show=${() => (desk.tab.value = "people")} />`}</div>`;
}
