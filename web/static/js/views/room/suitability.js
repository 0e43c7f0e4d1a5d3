/** What the preset asks of an investor before they may go on: a ground on record, a declaration of their own. */
import { useState } from "preact/hooks";

import { preset, suitability } from "../../core/preset.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { textOf } from "../texts.js";
import { toast } from "../toast.js";
import { paragraphs } from "./notice.js";

/** @import { Certification } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function Suitability({ room }) {
  const { words, picture, now } = room;
  const { grounded, certified } = suitability(picture, now);
  const certification = preset(picture)?.certification;
  return html`${!grounded && html`<div class="notice" role="status"><${Icon} name="clock" /><div><p>${words.say("The organizer has not recorded yet on which ground you take part. You can watch and ask; intents open as soon as they have.")}</p></div></div>`}
    ${!certified && certification && html`<${Declare} room=${room} certification=${certification} />`}`;
}

/** @param {{ room: Room, certification: Certification }} props */
function Declare({ room, certification }) {
  const { words, picture, now } = room;
  const [basis, choose] = useState("");
  const text = textOf(certification.text);
  const { expired } = suitability(picture, now);
  /** @param {Event} event */
  const declare = async (event) => {
    event.preventDefault();
    if (!basis) {
      toast(words.say("Choose what is true of you first."), "warn");
      return;
    }
    const outcome = await room.ask({ type: "certificate.give", basis, text: certification.text });
    if (outcome.kind === "recorded") toast(room.words.say("Your declaration is on record."), "good");
  };
  return html`<form class="fieldset notice-text declare" onSubmit=${declare} aria-labelledby="declare">
    <h3 id="declare">${expired ? words.say("Your declaration has expired") : words.say("Declare first who you are as an investor")}</h3>
    <div class="notice-body small" tabindex="0" role="group" aria-labelledby="declare">${text ? paragraphs(words.of(text.text)) : html`<p class="faint">${words.say("The text is on its way…")}</p>`}</div>
    ${text && html`<div class="stack close" role="radiogroup" aria-label=${words.say("What is true of you")}>
      ${certification.bases.map((name) => html`<label key=${name} class="check small"><input type="radio" name="basis" checked=${basis === name} onChange=${() => choose(name)} /><span>${words.of(text.parts[name]) || name}</span></label>`)}
    </div>
    <div class="row close"><button class="button small">${words.say("Declare this of myself")}</button><span class="small faint">${words.count(certification.days, "It holds for {count} day.", "It holds for {count} days.")}</span></div>`}
  </form>`;
}

/** What one has declared, until when, and the step that takes it back. @param {{ room: Room }} props */
export function OwnCertificate({ room }) {
  const { words, picture, now } = room;
  const { certified, until, basis } = suitability(picture, now);
  const certification = preset(picture)?.certification;
  if (!certification || !basis) return null;
  const name = words.of(textOf(certification.text)?.parts[basis]) || basis;
  const day = moment(new Date(until).toISOString(), words.locale, { year: "numeric", month: "short", day: "numeric" });
  return html`<section class="stack close" aria-labelledby="own-certificate">
    <h2 id="own-certificate" class="eyebrow">${words.say("My declaration")}</h2>
    <p>${name}</p>
    <p class="light small" data-state=${certified ? "ready" : "off"}>${certified ? words.say("It holds until {day}", { day }) : words.say("It held until {day}", { day })}</p>
    <div class="row close"><button class="button quiet small" onClick=${() => void room.ask({ type: "certificate.withdraw" })}><${Icon} name="undo-2" />${words.say("Take it back")}</button>
      <a class="small" href=${`/texts/${certification.text}`} target="_blank" rel="noopener">${words.say("what I declared")}</a></div>
  </section>`;
}
