/** The second step of an intent's form: what few want to say, as far as the roadshow's rules let it be asked. */
import { asks } from "../../core/preset.js";
import { html } from "../html.js";
import { bases, channels, conditions, ndas, pricings, rounds } from "../terms.js";
import { set } from "./intent_fields.js";

/** @import { IntentForm } from "../../core/intent_form.js" */
/** @import { Asked } from "../../protocol.js" */
/** @import { Part } from "./intent_fields.js" */

/** @param {Part} part */
export function More(part) {
  const { room, form } = part;
  const { words } = room;
  const may = (/** @type {Asked} */ field) => asks(room.picture, form.kind, field);
  return html`
    ${may("amount") && (form.from || form.to) && html`<${Choice} ...${part} name="basis" label=${words.say("The amount is")} choices=${bases(words)} />`}
    ${form.kind === "invest" && may("round") && html`<${Choice} ...${part} name="round" label=${words.say("Round")} choices=${rounds(words)} none=${words.say("Not said")} />`}
    ${form.kind === "invest" && may("valuation") && html`<${Valued} ...${part} />`}
    ${may("conditions") && html`<${Conditions} ...${part} />`}
    <div class="two-up">${may("decide_by") && html`<${Day} ...${part} name="decide_by" label=${words.say("I decide by")} />`}
      ${may("close_by") && html`<${Day} ...${part} name="close_by" label=${words.say("Done by")} />`}</div>
    <${Text} ...${part} name="organisation" label=${words.say("On behalf of")} hint=${words.say("Another organisation than your own.")} />
    ${may("channels") && html`<${Several} ...${part} name="channels" legend=${words.say("They may contact me by")} choices=${channels(words)} />`}
    ${may("nda") && html`<${Choice} ...${part} name="nda" label=${words.say("NDA")} choices=${ndas(words)} none=${words.say("Not said")} />`}
    ${may("nda") && form.nda === "signed" && html`<${Text} ...${part} name="nda_reference" label=${words.say("Which NDA")} />`}
    ${may("confidence") && html`<${Text} ...${part} name="confidence" label=${words.say("My confidence, in per cent")} hint=${words.say("For you alone; nobody else sees it.")} numeric />`}
    <label class="check small"><input type="checkbox" checked=${form.conflict} onChange=${(/** @type {any} */ event) => part.change({ conflict: event.currentTarget.checked })} /> ${words.say("I have a conflict of interest to declare")}</label>`;
}

/** @param {Part & { name: keyof IntentForm, label: string }} props */
export function Day({ name, label, ...part }) {
  const id = name.replace("_", "-");
  return html`<div class="field"><label for=${id}>${label}</label>
    <input class="input" id=${id} type="date" value=${part.form[name]} onInput=${set(part, name)} /></div>`;
}

/** @param {Part & { name: keyof IntentForm, label: string, choices: Record<string, string>, none?: string }} props */
function Choice({ name, label, choices, none, ...part }) {
  return html`<div class="field"><label for=${name}>${label}</label>
    <select class="input" id=${name} value=${part.form[name]} onChange=${set(part, name)}>
      ${none && html`<option value="">${none}</option>`}
      ${Object.entries(choices).map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}
    </select></div>`;
}

/** @param {Part & { name: keyof IntentForm, label: string, hint?: string, numeric?: boolean, needed?: boolean }} props */
function Text({ name, label, hint, numeric = false, needed = false, ...part }) {
  return html`<div class="field"><label for=${name}>${label} ${!needed && html`<span class="faint">${part.room.words.say("optional")}</span>`}</label>
    <input class="input" id=${name} inputmode=${numeric ? "numeric" : "text"} maxlength="200" autocomplete="off" required=${needed} value=${part.form[name]} onInput=${set(part, name)} />
    ${hint && html`<p class="hint">${hint}</p>`}</div>`;
}

/** @param {Part & { name: "conditions" | "channels", legend: string, choices: Record<string, string>, id?: string }} props */
function Several({ name, legend, choices, id, ...part }) {
  /** @type {readonly string[]} */
  const chosen = part.form[name];
  const turn = (/** @type {string} */ value) => chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return html`<fieldset class="fieldset" id=${id} tabindex=${id ? -1 : undefined}><legend>${legend} <span class="faint">${part.room.words.say("optional")}</span></legend>
    <div class="stack close">${Object.entries(choices).map(([value, text]) => html`<label key=${value} class="check small"><input type="checkbox" checked=${chosen.includes(value)} onChange=${() => part.change({ [name]: turn(value) })} />${text}</label>`)}</div></fieldset>`;
}

/** @param {Part} part */
function Valued(part) {
  const { words } = part.room;
  const { pricing, currency } = part.form;
  return html`<${Choice} ...${part} name="pricing" label=${words.say("Valuation")} choices=${pricings(words)} none=${words.say("Not said")} />
    ${pricing && html`<div class="two-up">
      ${pricing !== "uncapped" && html`<${Text} ...${part} name="value" label=${words.say("Valued at, in {currency}", { currency })} needed />`}
      <${Text} ...${part} name="discount" label=${words.say("Discount, in per cent")} numeric /></div>`}`;
}

/** @param {Part} part */
function Conditions(part) {
  const { words } = part.room;
  const { conditions: chosen, currency } = part.form;
  return html`<${Several} ...${part} id="condition-kinds" name="conditions" legend=${words.say("Only if")} choices=${conditions(words)} />
    ${chosen.includes("trl") && html`<${Text} ...${part} name="trl" label=${words.say("Technology readiness level, 1 to 9")} numeric needed />`}
    ${chosen.includes("price_cap") && html`<${Text} ...${part} name="cap" label=${words.say("Price cap, in {currency}", { currency })} needed />`}
    ${chosen.includes("other") && html`<${Text} ...${part} name="condition" label=${words.say("What else must be so")} needed />`}
    ${chosen.length > 0 && html`<p class="hint">${words.say("With conditions the presenter can accept it for talks; it cannot be confirmed.")}</p>`}`;
}
