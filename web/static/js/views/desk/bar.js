/** The line above everything: what runs, how it goes, and the switch that stops it. */
import { drift, minutesLate, rundown } from "../../core/rundown.js";
import { moderation } from "../../core/moderation.js";
import { all, isLive, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { RecipientsBadge } from "./grounds.js";
import { statusOf } from "./words.js";

/** @import { Desk } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function Bar({ desk }) {
  const { words } = desk;
  const announced = show(desk.picture);
  const [tone, status] = statusOf(words, announced?.status ?? "blank");
  return html`<header class="desk-bar">
    <div class="desk-title">
      <h1>${words.say("Host desk")}</h1>
      <span class="badge" data-tone=${tone}>${status}</span>
      ${desk.reads && html`<span class="badge"><${Icon} name="eye" />${words.say("Only reading")}</span>`}
      <${Drift} desk=${desk} />
      <${RecipientsBadge} desk=${desk} />
      <${Kept} desk=${desk} />
    </div>
    <${Counters} desk=${desk} />
    <div class="row close">
      <a class="button quiet small" href=${`/s/${desk.seat}/setup`}><${Icon} name="pencil" /><span>${words.say("Set-up")}</span></a>
      <a class="button quiet small" href=${`/s/${desk.seat}/leads`}><${Icon} name="briefcase" /><span>${words.say("Leads")}</span></a>
      <a class="button quiet small wide-only" href=${`/s/${desk.seat}/meetings`}><${Icon} name="calendar" /><span>${words.say("Meetings")}</span></a>
      <a class="button quiet small wide-only" href=${`/s/${desk.seat}/projector`} target="_blank"><${Icon} name="monitor-up" /><span>${words.say("Hall screen")}</span></a>
      <button class="button quiet small only-icon" aria-label=${words.say("Keyboard shortcuts")} title=${words.say("Keyboard shortcuts")} aria-keyshortcuts="?"
        onClick=${() => (desk.helping.value = true)}><kbd aria-hidden="true">?</kbd></button>
      <${Switch} desk=${desk} />
    </div>
  </header>`;
}

/** How late the evening is. @param {{ desk: Desk }} props */
function Drift({ desk }) {
  const { words } = desk;
  const late = minutesLate(drift(rundown(desk.picture, desk.now.value)));
  if (!late || show(desk.picture)?.status !== "live") return null;
  const text = late > 0
    ? words.count(late, "{count} min late", "{count} min late")
    : words.count(-late, "{count} min ahead", "{count} min ahead");
  return html`<span class="badge figures" data-tone=${late > 0 ? "warn" : "good"}>${text}</span>`;
}

/** @type {Intl.DateTimeFormatOptions} */
const DAY = { dateStyle: "medium" };

/** Until when personal records are kept, once that is known. @param {{ desk: Desk }} props */
function Kept({ desk }) {
  const { words } = desk;
  const { kept_until: until, erased_at: erased } = show(desk.picture) ?? {};
  if (erased) return html`<span class="badge">${words.say("Personal records erased on {day}", { day: moment(erased, words.locale, DAY) })}</span>`;
  if (!until) return null;
  return html`<span class="badge figures" data-tone="warn">${words.say("Personal records will be erased on {day}", { day: moment(until, words.locale, DAY) })}</span>`;
}

/** @param {{ desk: Desk }} props */
function Counters({ desk }) {
  const { words, picture } = desk;
  const viewers = desk.live.viewers.value;
  const { held, open } = moderation(picture);
  const intents = Object.values(all(picture, "intent")).filter(isLive).length;
  return html`<dl class="counters">
    <${Counter} icon="eye" name=${desk.live.partial.value ? words.say("Watching by this server; how many by the others is not known just now") : words.say("Watching")} mark=${desk.live.partial.value ? "+" : ""} value=${viewers === null ? "–" : words.number(viewers)} />
    <${Counter} icon="message-circle-question" name=${words.say("Questions")} value=${words.number(held.length + open.length)} />
    <${Counter} icon="receipt" name=${words.say("Intents")} value=${words.number(intents)} />
  </dl>`;
}

/** @param {{ icon: string, name: string, value: string, mark?: string }} props */
function Counter({ icon, name, value, mark = "" }) {
  return html`<div title=${name}><dt><${Icon} name=${icon} /><span class="visually-hidden">${name}</span></dt><dd class="figures">${value}${mark}</dd></div>`;
}

/** The kill switch. @param {{ desk: Desk }} props */
function Switch({ desk }) {
  const { words } = desk;
  if (desk.reads || show(desk.picture)?.status !== "live") return null;
  return html`<button class="button danger small" onClick=${() => stop(desk)}>
    <${Icon} name="square" />${words.say("Stop everything")}
  </button>`;
}

/** @param {Desk} desk */
export function stop(desk) {
  const { words } = desk;
  desk.confirmation.value = {
    title: words.say("Stop everything?"),
    text: words.say("The stage goes dark at once, and no questions or intents are taken until you resume. Everybody stays here."),
    yes: words.say("Stop everything"),
    command: { type: "roadshow.pause" },
  };
}
