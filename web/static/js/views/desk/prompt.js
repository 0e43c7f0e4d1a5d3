/** A silent message to presenters: those on air, unless the organizer picked another pitch. */
import { useState } from "preact/hooks";

import { all, currentPitch, isOn, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { PitchView } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function Prompt({ desk }) {
  const pitch = desk.picked.value === null ? (currentPitch(desk.picture) ?? desk.focus.value) : desk.focus.value;
  if (!pitch || show(desk.picture)?.status === "ended") return null;
  if (desk.reads) return html`<div class="prompt"><${Standing} desk=${desk} pitch=${pitch} /></div>`;
  return html`<${Form} key=${pitch.project} desk=${desk} pitch=${pitch} />`;
}

/** @param {{ desk: Desk, pitch: PitchView }} props */
function Form({ desk, pitch }) {
  const { words } = desk;
  const { drafts } = desk.host;
  const draft = `prompt.${pitch.project}`;
  const [text, write] = useState(() => drafts.read(draft, ""));
  /** @param {string} message */
  const send = async (message) => {
    if (!(await desk.act({ type: "prompt.send", project: pitch.project, text: message }, "prompt"))) return;
    write("");
    drafts.drop(draft);
  };
  const typed = (/** @type {any} */ event) => {
    write(event.target.value);
    drafts.keep(draft, event.target.value);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (text.trim()) void send(text.trim());
  };
  return html`<form class="prompt" onSubmit=${submit}>
    <${Recipient} desk=${desk} pitch=${pitch} />
    <div class="prompt-line"><input id="prompt-text" class="input" maxlength="200" autocomplete="off" aria-keyshortcuts="m" value=${text} placeholder=${words.say("Only they see it")} onInput=${typed} />
      <button class="button only-icon" aria-label=${words.say("Send")} aria-busy=${desk.busy.value.has("prompt")}><${Icon} name="send" /></button></div>
    <div class="chips">${quick(desk).map((one) => html`<button type="button" class="chip" onClick=${() => send(one)}>${one}</button>`)}</div>
    <${Standing} desk=${desk} pitch=${pitch} />
  </form>`;
}

/** Who will see it: a message to the wrong stage is worse than none. @param {{ desk: Desk, pitch: PitchView }} props */
function Recipient({ desk, pitch }) {
  const { words } = desk;
  const on = isOn(pitch);
  return html`<label class="small prompt-to" for="prompt-text"><span>${words.say("Message to the presenter")}</span>
    <span class="light" data-state=${on ? "live" : "off"}><span class="truncate">${words.of(pitch.title)}</span></span></label>`;
}

/** What is said most. @param {Desk} desk */
const quick = ({ words }) => [
  words.say("1 minute left"),
  words.say("Louder, please"),
  words.say("Look at the camera"),
  words.say("Please wrap up"),
];

/** What stands on their screen. @param {{ desk: Desk, pitch: PitchView }} props */
function Standing({ desk, pitch }) {
  const { words } = desk;
  const standing = all(desk.picture, "prompt")[pitch.project];
  if (!standing?.text) return null;
  return html`<p class="small soft" role="status">${words.say("They see:")} “${standing.text}” <span class="faint figures">${moment(standing.at, words.locale)}</span></p>`;
}
