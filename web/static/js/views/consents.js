/** A separate consent for each presenter of a project, none ticked, with all that is said of the passing on. */
import { consentText, passedTo } from "../core/preset.js";
import { pitchOf } from "../core/selectors.js";
import { html } from "./html.js";
import { called, recipients } from "./recipients.js";
import { textOf } from "./texts.js";

/** @import { Words } from "../core/words.js" */
/** @import { GiveConsent, Picture } from "../protocol.js" */
/** @import { Recipient } from "./recipients.js" */
/** @import { Text } from "./texts.js" */

/** Who asks, where, and when. @typedef {{ words: Words, picture: Picture, now: number, seat: string }} At */

/** The commands for what is ticked and not in force yet. @param {Picture} picture @param {string} project @param {readonly string[]} ticked @returns {GiveConsent[]} */
export function consentsOf(picture, project, ticked) {
  const text = consentText(picture);
  if (!text) return [];
  const given = new Set(passedTo(picture, project).map((one) => one.recipient));
  return ticked.filter((to) => !given.has(to)).map((recipient) => ({ type: "consent.give", project, recipient, text }));
}

/** @param {{ at: At, project: string, ticked: readonly string[], onTick: (ticked: readonly string[]) => void, none: string }} props */
export function Consents({ at, project, ticked, onTick, none }) {
  const { words, picture, now, seat } = at;
  const text = textOf(consentText(picture));
  const people = recipients(seat, now)?.filter((one) => one.project === project);
  if (!text || !people) return html`<p class="small faint">${words.say("The text is on its way…")}</p>`;
  if (!people.length) return html`<p class="small soft" id="consent" tabindex="-1">${none}</p>`;
  const given = new Set(passedTo(picture, project).map((one) => one.recipient));
  /** @param {Recipient} one @param {boolean} yes */
  const tick = (one, yes) => onTick(yes ? [...ticked, one.person] : ticked.filter((to) => to !== one.person));
  return html`<div class="consents">
    ${people.map((one, index) =>
      given.has(one.person)
        ? html`<p key=${one.person} class="small soft">${words.say("You have consented to {name} knowing who you are.", { name: one.name })}</p>`
        : html`<label key=${one.person} class="check consent"><input type="checkbox" id=${index ? undefined : "consent"} checked=${ticked.includes(one.person)} onChange=${(/** @type {any} */ event) => tick(one, event.currentTarget.checked)} />
            <span>${sentence(at, text, one, project)}</span></label>`,
    )}
    <${Terms} words=${words} text=${text} />
  </div>`;
}

/** @param {At} at @param {Text} text @param {Recipient} one @param {string} project */
function sentence({ words, picture }, text, one, project) {
  return words.of(text.text).replace("{recipient}", called(one)).replace("{project}", words.of(pitchOf(picture, project)?.title));
}

/** What a consent is given for. @param {{ words: Words, text: Text }} props */
function Terms({ words, text }) {
  /** @type {[string, string][]} */
  const rows = [
    ["purpose", words.say("Purpose")],
    ["method", words.say("How")],
    ["kinds", words.say("Which data")],
    ["retention", words.say("How long")],
  ];
  return html`<dl class="small consent-terms">${rows.map(([name, label]) => html`<dt key=${name}>${label}</dt><dd>${words.of(text.parts[name])}</dd>`)}</dl>`;
}
