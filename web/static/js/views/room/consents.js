/** A separate consent for each presenter of a project, none ticked, with all that is said of the passing on. */
import { consentText, passedTo } from "../../core/preset.js";
import { html } from "../html.js";
import { called, recipients } from "../recipients.js";
import { textOf } from "../texts.js";

/** @import { IntentForm } from "../../core/intent_form.js" */
/** @import { Words } from "../../core/words.js" */
/** @import { GiveConsent, Picture, PitchView } from "../../protocol.js" */
/** @import { Recipient } from "../recipients.js" */
/** @import { Text } from "../texts.js" */
/** @import { Room } from "./room.js" */

/** The commands for what is ticked and not in force yet. @param {Picture} picture @param {string} project @param {IntentForm} form @returns {GiveConsent[]} */
export function consents(picture, project, form) {
  const text = consentText(picture);
  if (!text || form.visibility !== "presenter_named") return [];
  const given = new Set(passedTo(picture, project).map((one) => one.recipient));
  return form.recipients.filter((to) => !given.has(to)).map((recipient) => ({ type: "consent.give", project, recipient, text }));
}

/** @param {{ room: Room, pitch: PitchView, form: IntentForm, change: (part: Partial<IntentForm>) => void }} props */
export function Consents({ room, pitch, form, change }) {
  const { words, picture, seat, now } = room;
  const text = textOf(consentText(picture));
  const people = recipients(seat.boot.seat, now)?.filter((one) => one.project === pitch.project);
  if (!text || !people) return html`<p class="small faint">${words.say("The text is on its way…")}</p>`;
  if (!people.length) return html`<p class="small soft" id="consent" tabindex="-1">${words.say("No presenter of this project has come in yet. State it without your name for now, and change it when they are here.")}</p>`;
  const given = new Set(passedTo(picture, pitch.project).map((one) => one.recipient));
  /** @param {Recipient} one @param {boolean} ticked */
  const tick = (one, ticked) => change({ recipients: ticked ? [...form.recipients, one.person] : form.recipients.filter((to) => to !== one.person) });
  return html`<div class="consents">
    ${people.map((one, index) =>
      given.has(one.person)
        ? html`<p key=${one.person} class="small soft">${words.say("You have consented to {name} knowing who you are.", { name: one.name })}</p>`
        : html`<label key=${one.person} class="check consent"><input type="checkbox" id=${index ? undefined : "consent"} checked=${form.recipients.includes(one.person)} onChange=${(/** @type {any} */ event) => tick(one, event.currentTarget.checked)} />
            <span>${sentence(words, text, one, pitch)}</span></label>`,
    )}
    <${Terms} words=${words} text=${text} />
  </div>`;
}

/** @param {Words} words @param {Text} text @param {Recipient} one @param {PitchView} pitch */
function sentence(words, text, one, pitch) {
  return words.of(text.text).replace("{recipient}", called(one)).replace("{project}", words.of(pitch.title));
}

/** What a consent is given for. @param {{ words: Words, text: Text }} props */
export function Terms({ words, text }) {
  /** @type {[string, string][]} */
  const rows = [
    ["purpose", words.say("Purpose")],
    ["method", words.say("How")],
    ["kinds", words.say("Which data")],
    ["retention", words.say("How long")],
  ];
  return html`<dl class="small consent-terms">${rows.map(([name, label]) => html`<dt key=${name}>${label}</dt><dd>${words.of(text.parts[name])}</dd>`)}</dl>`;
}
