/** What somebody on site wrote on paper, entered by the host, and the link by which that person owns or deletes it. */
import { useEffect, useRef, useState } from "preact/hooks";

import { amountFault, blank, commandOf, takesAmount } from "../../core/intent_form.js";
import { asks, fitted, offered } from "../../core/preset.js";
import { programme, show } from "../../core/selectors.js";
import { send } from "../../net/read.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kinds, levels } from "../terms.js";
import { toast } from "../toast.js";

/** @import { IntentForm } from "../../core/intent_form.js" */
/** @import { EnterIntent, IntentKind, PitchView } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** The language of a letter that they agreed to; empty for none. @typedef {"" | "en" | "zh"} Letter */

/** @typedef {{ name: string, organisation: string, contact: string, letter: Letter, project: string }} Writer */

/** @typedef {{ link: string, qr: string }} SlipLink */

/** The pitches that an intent may be about. @param {Desk} desk */
const begun = ({ picture }) => programme(picture).filter((one) => one.phase !== "pending" && one.phase !== "skipped");

/** Whether a letter can reach them. @param {Writer} writer */
const written = ({ contact }) => contact.includes("@");

/** What stands on the slip, as the command says it. @param {Writer} writer @param {IntentForm} form @returns {EnterIntent} */
export function entry(writer, form) {
  const { name, organisation, contact, project } = writer;
  const { type, consent, ...said } = /** @type {any} */ (commandOf(form, project, null));
  return { ...said, type: "intent.enter", project, name, organisation, contact, letter: written(writer) ? writer.letter : "" };
}

/** The button, and the dialog behind it. @param {{ desk: Desk }} props */
export function EnterSlip({ desk }) {
  const [open, turn] = useState(false);
  const { words } = desk;
  const may = begun(desk).length > 0;
  return html`<button class="button quiet small" aria-disabled=${!may} title=${words.say("Enter an intent for somebody on site")} onClick=${() => may && turn(true)}><${Icon} name="pencil" />${words.say("Paper slip…")}</button>
    ${open && html`<${Slip} desk=${desk} done=${() => turn(false)} />`}`;
}

/** @param {{ desk: Desk, done: () => void }} props */
function Slip({ desk, done }) {
  const { words, picture } = desk;
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [entered, setEntered] = useState(/** @type {string | null} */ (null));
  const pitches = begun(desk);
  const [writer, write] = useState(/** @type {Writer} */ ({ name: "", organisation: "", contact: "", letter: "", project: (pitches.at(-1) ?? { project: "" }).project }));
  const [kept, fill] = useState(blank(show(picture)?.currencies[0] ?? "CNY"));
  useEffect(() => dialog.current?.showModal(), []);
  const form = fitted(picture, kept);
  /** @param {Event} event */
  async function enter(event) {
    event.preventDefault();
    if (amountFault(form)) return document.getElementById("slip-from")?.focus();
    const outcome = await desk.live.submit(entry(writer, form));
    if (outcome.kind === "refused") toast(`${outcome.problem.title} ${outcome.problem.detail}`.trim(), "danger");
    else if (outcome.kind === "recorded") setEntered(outcome.acknowledgement.created ?? "");
  }
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="slip-title" onClose=${done}>
    <h2 id="slip-title">${words.say("Intent of somebody on site")}</h2>
    ${entered === null
      ? html`<form class="stack form" onSubmit=${enter}>
          <p class="small soft">${words.say("Your name is recorded beside theirs. They get a link to own it or delete it; if they do neither, it expires.")}</p>
          <${Who} desk=${desk} pitches=${pitches} writer=${writer} write=${write} />
          <${What} desk=${desk} form=${form} fill=${fill} />
          <div class="row"><button type="button" class="button" onClick=${() => dialog.current?.close()}>${words.say("Cancel")}</button>
            <button class="button primary">${words.say("Enter it")}</button></div>
        </form>`
      : html`${written(writer) && writer.letter ? html`<p>${words.say("On record. A letter with the link goes to {contact}.", { contact: writer.contact })}</p>` : html`<${Link} desk=${desk} intent=${entered} />`}
          <div class="row"><button class="button primary" onClick=${() => dialog.current?.close()}>${words.say("Done")}</button></div>`}
  </dialog>`;
}

/** @param {{ desk: Desk, pitches: readonly PitchView[], writer: Writer, write: (writer: Writer) => void }} props */
function Who({ desk, pitches, writer, write }) {
  const { words } = desk;
  const set = (/** @type {keyof Writer} */ name) => (/** @type {any} */ event) => write({ ...writer, [name]: event.currentTarget.value });
  /** @type {[keyof Writer, string, boolean][]} */
  const fields = [["name", words.say("Name"), true], ["organisation", words.say("Organisation"), false], ["contact", words.say("Mobile or mail"), false]];
  return html`
    <div class="field"><label for="slip-project">${words.say("Project")}</label>
      <select class="input" id="slip-project" value=${writer.project} onChange=${set("project")}>${pitches.map((one) => html`<option key=${one.project} value=${one.project}>${words.of(one.title)}</option>`)}</select></div>
    ${fields.map(([name, label, needed]) => html`<div class="field" key=${name}><label for=${`slip-${name}`}>${label} ${!needed && html`<span class="faint">${words.say("optional")}</span>`}</label>
      <input class="input" id=${`slip-${name}`} required=${needed} maxlength="200" autocomplete="off" value=${writer[name]} onInput=${set(name)} /></div>`)}
    ${desk.mails && written(writer) && html`<div class="field"><label for="slip-letter">${words.say("Letter with the link")}</label>
      <select class="input" id="slip-letter" value=${writer.letter} onChange=${set("letter")}><option value="">${words.say("None: I give them the link")}</option><option value="zh">${words.say("In Chinese, they agreed to it")}</option><option value="en">${words.say("In English, they agreed to it")}</option></select></div>`}`;
}

/** @param {{ desk: Desk, form: IntentForm, fill: (form: IntentForm) => void }} props */
function What({ desk, form, fill }) {
  const { words, picture } = desk;
  const names = kinds(words);
  const set = (/** @type {keyof IntentForm} */ name) => (/** @type {any} */ event) => fill({ ...form, [name]: event.currentTarget.value });
  const open = offered(picture, /** @type {IntentKind[]} */ (Object.keys(names)));
  const bad = amountFault(form);
  return html`
    <div class="field"><label for="slip-kind">${words.say("What would they do?")}</label>
      <select class="input" id="slip-kind" value=${form.kind} onChange=${set("kind")}>${open.map((kind) => html`<option key=${kind} value=${kind}>${names[kind]}</option>`)}</select></div>
    ${takesAmount(form) && html`<div class="field"><label for="slip-level">${words.say("How firm is it?")}</label>
      <select class="input" id="slip-level" value=${form.level} onChange=${set("level")}>${Object.entries(levels(words)).map(([level, label]) => html`<option key=${level} value=${level}>${label}</option>`)}</select></div>`}
    ${takesAmount(form) && asks(picture, form.kind, "amount") && html`<div class="field"><label for="slip-from">${words.say("Amount")} <span class="faint">${words.say("optional")}</span></label>
      <div class="slip-amount"><input class="input figures" id="slip-from" aria-invalid=${bad ? "true" : undefined} placeholder=${words.say("from")} autocomplete="off" value=${form.from} onInput=${set("from")} />
        <input class="input figures" aria-label=${words.say("Amount to")} placeholder=${words.say("to")} autocomplete="off" value=${form.to} onInput=${set("to")} />
        <select class="input" aria-label=${words.say("Currency")} value=${form.currency} onChange=${set("currency")}>${(show(picture)?.currencies ?? [form.currency]).map((one) => html`<option key=${one} value=${one}>${one}</option>`)}</select></div></div>`}
    ${asks(picture, form.kind, "comment") && html`<div class="field"><label for="slip-comment">${words.say("Comment")} <span class="faint">${words.say("optional")}</span></label>
      <textarea class="input" id="slip-comment" rows="2" maxlength="2000" value=${form.comment} onInput=${set("comment")}></textarea></div>`}`;
}

/** The link of an intent that was entered, new each time it is asked for. @param {{ desk: Desk, intent: string }} props */
export function Link({ desk, intent }) {
  const { words } = desk;
  const [made, make] = useState(/** @type {SlipLink | string | null} */ (null));
  useEffect(() => {
    const asked = send("POST", `/api/seats/${desk.seat}/slips/${intent}/link`, undefined, fetch.bind(globalThis));
    void asked.then(make, (/** @type {Error} */ error) => make(error.message));
  }, [intent]);
  if (made === null) return html`<p class="soft" role="status">${words.say("Making the link…")}</p>`;
  if (typeof made === "string") return html`<p class="error" role="alert">${made}</p>`;
  return html`<div class="stack close">
    <p>${words.say("On record. Let them scan this, or send them the link: it is shown this once.")}</p>
    <div class="qr"><img src=${`data:image/svg+xml,${encodeURIComponent(made.qr)}`} alt=${words.say("QR code of the link")} /></div>
    <input class="input" readonly aria-label=${words.say("Link")} value=${made.link} onFocus=${(/** @type {any} */ event) => event.currentTarget.select()} />
  </div>`;
}
