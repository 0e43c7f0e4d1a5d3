/** On which ground an investor takes part, as an organizer records it; and how many persons were shown terms. */
import { preset } from "../../core/preset.js";
import { all } from "../../core/selectors.js";
import { html } from "../html.js";
import { textOf } from "../texts.js";

/** @import { Attendee } from "../../core/readiness.js" */
/** @import { Desk } from "./desk.js" */

/** Grounds are of those who watch, not of those who run or present. @param {Attendee} person */
const taking = ({ role }) => role === "investor" || role === "audience";

/** What is missing of an investor, as a badge. @param {{ desk: Desk, person: Attendee }} props */
export function GroundBadge({ desk, person }) {
  const { words, picture } = desk;
  if (!taking(person) || !preset(picture)?.admission || all(picture, "suitability")[person.person]?.ground) return null;
  return html`<span class="badge" data-tone="warn">${words.say("No ground")}</span>`;
}

/** @param {{ desk: Desk, person: Attendee }} props */
export function GroundForm({ desk, person }) {
  const { words, picture } = desk;
  const admission = preset(picture)?.admission;
  if (!admission || !taking(person)) return null;
  const ground = all(picture, "suitability")[person.person]?.ground ?? "";
  const named = textOf(admission.text)?.parts ?? {};
  const id = `ground-${person.seat}`;
  const record = (/** @type {any} */ event) => void desk.act({ type: "ground.record", person: person.person, ground: event.currentTarget.value || null });
  return html`<div class="stack close role-form"><label class="small" for=${id}>${words.say("Takes part as")}</label>
    <select class="input" id=${id} value=${ground} onChange=${record}>
      <option value="">${words.say("not recorded")}</option>
      ${admission.grounds.map((name) => html`<option key=${name} value=${name}>${words.of(named[name]) || name}</option>`)}
    </select></div>`;
}

/** A warning near and at the number that the preset allows. @param {{ desk: Desk }} props */
export function RecipientsBadge({ desk }) {
  const { words, picture } = desk;
  const view = all(picture, "recipients").recipients;
  if (!view?.limit || view.fill === "fine") return null;
  return html`<span class="badge figures" data-tone=${view.fill === "full" ? "danger" : "warn"}>${words.say("{count} of {limit} were shown terms", { count: view.count, limit: view.limit })}</span>`;
}
