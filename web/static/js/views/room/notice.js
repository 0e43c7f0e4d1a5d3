/** The notice of the preset: read where it is accepted, and accepted by a tick of one's own. */
import { acceptedBefore, noticeOf, preset } from "../../core/preset.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { textOf } from "../texts.js";

/** @import { IntentForm } from "../../core/intent_form.js" */
/** @import { Room } from "./room.js" */

/**
 * @param {{ room: Room, form: IntentForm, change: (part: Partial<IntentForm>) => void }} props
 */
export function Notice({ room, form, change }) {
  const { words, picture } = room;
  const hash = noticeOf(picture, form);
  if (!hash) return null;
  const link = html`<a href=${`/texts/${hash}`} target="_blank" rel="noopener">${words.say("Notice to investors")}</a>`;
  if (acceptedBefore(picture, hash)) return html`<p class="small faint accepted-notice"><${Icon} name="check" /><span>${words.say("Accepted before:")} ${link}</span></p>`;
  const text = textOf(hash);
  return html`<fieldset class="fieldset notice-text"><legend>${words.say("Read this first")}</legend>
    <div class="notice-body small" tabindex="0" role="group" aria-label=${words.say("Notice to investors")}>
      ${text ? paragraphs(words.of(text.text)) : html`<p class="faint">${words.say("The text is on its way…")}</p>`}
    </div>
    <label class="check"><input type="checkbox" id="notice" disabled=${!text} checked=${form.notice === hash} onChange=${(/** @type {any} */ event) => change({ notice: event.currentTarget.checked ? hash : "" })} />
      <span>${words.say("I have read this notice and accept it.")} <span class="small faint">${preset(picture)?.id} ${preset(picture)?.version}, ${hash.slice(0, 8)}</span></span></label>
  </fieldset>`;
}

/** @param {string} text */
export const paragraphs = (text) => text.split("\n\n").map((part) => html`<p key=${part}>${part}</p>`);
