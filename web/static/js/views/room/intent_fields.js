/** The form of an intent. Its button is the page's primary action and stands outside, at its own place. */
import { amountFault, commandOf, fault, takesAmount } from "../../core/intent_form.js";
import { editable, money, quickAmounts } from "../../core/money.js";
import { acceptedBefore, asks, consentText, fitted, noticeOf, offered } from "../../core/preset.js";
import { consented, consortium, liveIntent, openTo, show } from "../../core/selectors.js";
import { Consents, consentsOf } from "../consents.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { instruments, kinds, levels, visibilities } from "../terms.js";
import { toast } from "../toast.js";
import { Day, More } from "./intent_more.js";
import { Notice } from "./notice.js";

/** @import { IntentForm } from "../../core/intent_form.js" */
/** @import { Words } from "../../core/words.js" */
/** @import { IntentKind, PitchView } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

export const FORM = "intent-form";

/** What most want; the rest is one step further. @type {IntentKind[]} */
const FIRST = ["invest", "license", "joint_rd", "pilot", "talk"];

/** @typedef {{ room: Room, pitch: PitchView, form: IntentForm, change: (part: Partial<IntentForm>) => void }} Part */

/** @param {{ room: Room, pitch: PitchView }} props */
export function IntentFields({ room, pitch }) {
  const { words } = room;
  const kept = room.form(pitch.project);
  const kind = openTo(room.picture, pitch) === "talk" ? "talk" : open(room, kept.kind);
  const joint = kept.joint && Boolean(consortium(room.picture, pitch.project)?.leading);
  const form = accepting(room, fitted(room.picture, { ...kept, kind, joint }));
  const part = { room, pitch, form, change: (/** @type {Partial<IntentForm>} */ some) => room.fill(pitch.project, { ...form, ...some }) };
  return html`<form id=${FORM} class="form" noValidate onSubmit=${(/** @type {Event} */ event) => state(event, part)}>
    <${ForWhom} ...${part} />
    <${Kinds} ...${part} />
    <${Notice} ...${part} />
    ${takesAmount(form) && html`<${Levels} ...${part} />${asks(room.picture, kind, "amount") && html`<${Amounts} ...${part} />`}`}
    <${Who} ...${part} />
    <details class="fold"><summary>${words.say("More")}</summary><div class="stack">
      ${form.kind === "invest" && asks(room.picture, kind, "instrument") && html`<${Instruments} ...${part} />`}
      ${takesAmount(form) ? html`<${More} ...${part} />` : asks(room.picture, kind, "decide_by") && html`<${Day} ...${part} name="decide_by" label=${words.say("I decide by")} />`}
      <label class="check small"><input type="checkbox" checked=${form.aggregate} onChange=${(/** @type {any} */ event) => part.change({ aggregate: event.currentTarget.checked })} /> ${words.say("Count it in the public figures, without my name")}</label>
    </div></details>
    ${asks(room.picture, kind, "comment") && html`<div class="field"><label for="comment">${words.say("Comment")} <span class="faint">${words.say("optional")}</span></label>
      <textarea class="input" id="comment" rows="2" maxlength="2000" value=${form.comment} onInput=${set(part, "comment")}></textarea></div>`}
  </form>`;
}

/** The kind if it is offered here, else the first that is. @param {Room} room @param {IntentKind} kind @returns {IntentKind} */
function open(room, kind) {
  const kinds = offered(room.picture, [kind]);
  return kinds.includes(kind) ? kind : (kinds[0] ?? kind);
}

/** A notice that was accepted with an earlier intent is accepted with this one. @param {Room} room @param {IntentForm} form */
function accepting({ picture }, form) {
  const notice = noticeOf(picture, form);
  return notice && acceptedBefore(picture, notice) ? { ...form, notice } : form;
}

/** What stops the form from being sent, in words. @param {Words} words @param {string} which */
export function faultOf(words, which) {
  /** @type {Record<string, string>} */
  const table = {
    amount: words.say("Write an amount such as 500,000, 50万 or 1.2m."),
    range: words.say("The first amount must not be larger than the second."),
    missing: words.say("A soft commitment needs an amount."),
    consent: words.say("To be shown by name, tick the consent."),
    notice: words.say("Read the notice and accept it first."),
    conditional: words.say("A soft commitment has no conditions. Choose another level, or drop them."),
    value: words.say("Write the valuation as an amount, such as 50m."),
    discount: words.say("Write the discount as whole per cent, from 0 to 100."),
    trl: words.say("Write the technology readiness level, from 1 to 9."),
    cap: words.say("Write the price cap as an amount."),
    condition: words.say("Write what else must be so."),
    confidence: words.say("Write your confidence as whole per cent, from 0 to 100."),
  };
  return table[which] ?? "";
}

/** @param {Event} event @param {Part} part */
async function state(event, { room, pitch, form }) {
  event.preventDefault();
  const { words, picture } = room;
  const wrong = fault(form, consented(picture, pitch.project), noticeOf(picture, form));
  if (wrong) {
    toast(faultOf(words, wrong), "warn");
    reveal(PLACES[wrong] ?? wrong);
    return;
  }
  const command = commandOf(form, pitch.project, liveIntent(picture, pitch.project, form.kind, form.round, form.joint));
  room.clear(pitch.project);
  // First in, first out: the consents are on record before the intent that stands on them.
  const ticked = form.visibility === "presenter_named" ? form.recipients : [];
  for (const consent of consentsOf(picture, pitch.project, ticked)) void room.ask(consent);
  room.leading = true;
  const outcome = await room.ask(command);
  if (outcome.kind === "recorded") toast(room.words.say("On record. Your receipt is with the intent."), "good");
}

/** Where a fault is mended that has no field of its own. @type {Partial<Record<string, string>>} */
const PLACES = { amount: "from", range: "from", missing: "from", conditional: "condition-kinds" };

/** @param {string} id */
function reveal(id) {
  const field = document.getElementById(id);
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

/** @param {Part} part @param {keyof IntentForm} name */
export const set = (part, name) => (/** @type {any} */ event) => part.change({ [name]: event.currentTarget.value });

/** For oneself, or for the consortium that one leads. @param {Part} part */
function ForWhom({ room, pitch, form }) {
  const { words, picture } = room;
  const own = consortium(picture, pitch.project);
  if (!own?.leading) return null;
  const members = words.count(own.members.length, "For the consortium ({count} member)", "For the consortium ({count} members)");
  const shown = /** @type {[boolean, string][]} */ ([[false, words.say("For me")], [true, members]]);
  return html`<fieldset class="fieldset"><legend>${words.say("For whom?")}</legend>
    <div class="segments">${shown.map(
      ([joint, label]) => html`<label key=${joint}><input class="visually-hidden" type="radio" name="joint" checked=${form.joint === joint} onChange=${() => room.turn(pitch.project, form.kind, joint)} />${label}</label>`,
    )}</div>
    ${form.joint && html`<p class="hint">${words.say("It counts once on the board. What members state of the same kind and round counts inside it.")}</p>`}</fieldset>`;
}

/** @param {Part} part */
function Kinds(part) {
  const { room, pitch, form } = part;
  const { words } = room;
  const names = kinds(words);
  if (openTo(room.picture, pitch) === "talk") return html`<p class="notice"><${Icon} name="message-circle-question" /><span>${words.say("The window is closed. You can ask the presenter for a talk.")}</span></p>`;
  const every = offered(room.picture, /** @type {IntentKind[]} */ (Object.keys(names)));
  const first = FIRST.filter((kind) => every.includes(kind));
  const rest = every.filter((kind) => !first.includes(kind));
  return html`<fieldset class="fieldset"><legend>${words.say("What would you do?")}</legend>
    <div class="chips">
      ${first.map((kind) => html`<label key=${kind} class="chip"><input type="radio" name="kind" checked=${form.kind === kind} onChange=${() => room.turn(pitch.project, kind)} />${names[kind]}</label>`)}
      ${rest.length > 0 && html`<select class=${`input chip-more ${FIRST.includes(form.kind) ? "" : "chosen"}`} aria-label=${words.say("Something else")} value=${FIRST.includes(form.kind) ? "" : form.kind} onChange=${(/** @type {any} */ event) => event.currentTarget.value && room.turn(pitch.project, event.currentTarget.value)}>
        <option value="">${words.say("Something else")}</option>
        ${rest.map((kind) => html`<option key=${kind} value=${kind}>${names[kind]}</option>`)}
      </select>`}
    </div></fieldset>`;
}

/** @param {Part} part */
function Levels({ room, form, change }) {
  const { words } = room;
  const firm = asks(room.picture, form.kind, "amount");
  const shown = Object.entries(levels(words)).filter(([level]) => firm || level !== "soft_committed");
  return html`<fieldset class="fieldset"><legend>${words.say("How firm is it?")}</legend>
    <div class="segments">${shown.map(
      ([level, label]) => html`<label key=${level}><input class="visually-hidden" type="radio" name="level" checked=${form.level === level} onChange=${() => change({ level: /** @type {IntentForm["level"]} */ (level) })} />${label}</label>`,
    )}</div></fieldset>`;
}

/** @param {Part} part */
function Amounts(part) {
  const { room, form, change } = part;
  const { words, picture } = room;
  const currencies = show(picture)?.currencies ?? [form.currency];
  const wrong = amountFault(form);
  const bad = (form.from || form.to) && wrong;
  return html`<fieldset class="fieldset amounts"><legend>${words.say("Amount")} <span class="faint">${form.level === "soft_committed" ? "" : words.say("optional")}</span></legend>
    <div class="amount-row">
      <input class="input figures" id="from" inputmode="text" autocomplete="off" placeholder=${words.say("from")} aria-label=${words.say("Amount from")} aria-invalid=${bad ? "true" : undefined} aria-describedby="amount-hint" value=${form.from} onInput=${set(part, "from")} />
      <span aria-hidden="true">–</span>
      <input class="input figures" id="to" inputmode="text" autocomplete="off" placeholder=${words.say("to")} aria-label=${words.say("Amount to")} aria-invalid=${bad ? "true" : undefined} aria-describedby="amount-hint" value=${form.to} onInput=${set(part, "to")} />
      <select class="input currency" aria-label=${words.say("Currency")} value=${form.currency} onChange=${set(part, "currency")}>
        ${currencies.map((currency) => html`<option key=${currency} value=${currency}>${currency}</option>`)}</select>
    </div>
    <div class="row close quick">${quickAmounts(form.currency).map((minor) => html`<button key=${minor} type="button" class="button small figures" onClick=${() => change({ from: editable(minor, form.currency), to: "" })}>${money(minor, form.currency, words.locale, { short: true })}</button>`)}</div>
    <p class=${bad ? "error" : "hint"} id="amount-hint">${bad ? faultOf(words, bad) : readBack(words, part)}</p>
  </fieldset>`;
}

/** What was typed, as it will be recorded. @param {Words} words @param {Part} part */
function readBack(words, { form, pitch }) {
  const { amount } = commandOf(form, pitch.project, null);
  if (!amount) return words.say("One amount, or a range. 50万 and 1.2m are understood.");
  const [low, high] = [amount.minimum, amount.maximum].map((end) => money(end, amount.currency, words.locale));
  return low === high ? `${low}` : `${low} – ${high}`;
}

/** @param {Part} part */
function Who({ room, pitch, form, change }) {
  const { words, picture } = room;
  const given = consented(picture, pitch.project);
  return html`<fieldset class="fieldset"><legend>${words.say("Who may see it?")}</legend>
    <div class="stack close">${Object.entries(visibilities(words)).filter(([name]) => name !== "consortium" || (!form.joint && consortium(picture, pitch.project))).map(
      ([name, [label, hint]]) => html`<label key=${name} class="check"><input type="radio" name="visibility" checked=${form.visibility === name} onChange=${() => change({ visibility: /** @type {IntentForm["visibility"]} */ (name) })} /><span>${label} <span class="small faint">${hint}</span></span></label>`,
    )}</div>
    ${form.visibility === "presenter_named" && consentText(picture) && html`<${Consents} at=${{ words, picture, now: room.now, seat: room.seat.boot.seat }} project=${pitch.project} ticked=${form.recipients} onTick=${(/** @type {readonly string[]} */ recipients) => change({ recipients })}
      none=${words.say("No presenter of this project has come in yet. State it without your name for now, and change it when they are here.")} />`}
    ${form.visibility === "presenter_named" && !consentText(picture) && !given && html`<label class="check consent"><input type="checkbox" id="consent" checked=${form.consent} onChange=${(/** @type {any} */ event) => change({ consent: event.currentTarget.checked })} />
      <span>${words.say("I consent that my name, organisation and contact are passed on to the presenters of {title}.", { title: words.of(pitch.title) })}</span></label>`}
    ${form.visibility === "presenter_named" && !consentText(picture) && given && html`<p class="small soft">${words.say("You have given this project your consent.")} <button type="button" class="button quiet small" onClick=${() => void room.ask({ type: "consent.withdraw", project: pitch.project })}>${words.say("Withdraw consent")}</button></p>`}
  </fieldset>`;
}

/** @param {Part} part */
function Instruments(part) {
  const { room, form } = part;
  const { words } = room;
  return html`<div class="field"><label for="instrument">${words.say("By")}</label>
    <select class="input" id="instrument" value=${form.instrument} onChange=${set(part, "instrument")}>
      <option value="">${words.say("Not said")}</option>
      ${Object.entries(instruments(words)).map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}
    </select></div>`;
}
