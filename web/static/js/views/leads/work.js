/** The work on a lead, edited in place: each field is saved when it is left. */
import { useEffect, useState } from "preact/hooks";

import { STAGES, choices, difference } from "../../core/leads.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { stages } from "./words.js";

/** @import { LeadSheet, WorkChange } from "../../core/leads.js" */
/** @import { Workspace } from "./workspace.js" */

/** @typedef {{ workspace: Workspace, sheet: LeadSheet }} Props */

/** @param {Props} props */
export function Work({ workspace, sheet }) {
  const { words } = workspace;
  return html`<section class="lead-section work" aria-label=${words.say("Follow-up")}>
    <div class="work-pair">
      <${Stage} workspace=${workspace} sheet=${sheet} />
      <${Text} workspace=${workspace} sheet=${sheet} name="owner" label=${words.say("Owner")} list="owners" />
      <${Text} workspace=${workspace} sheet=${sheet} name="next_step" label=${words.say("Next step")} />
      <${Due} workspace=${workspace} sheet=${sheet} />
    </div>
    <${Text} workspace=${workspace} sheet=${sheet} name="note" label=${words.say("Note")} long=${true} />
    <datalist id="owners">${owners(workspace).map((owner) => html`<option value=${owner}></option>`)}</datalist>
    <${Saved} workspace=${workspace} sheet=${sheet} />
  </section>`;
}

/** Whoever already follows something up, and the reader. @param {Workspace} workspace */
function owners({ sheets, place }) {
  return [...new Set([place.boot.name, ...choices(sheets.items.value).owners])].filter(Boolean);
}

/** @param {Workspace} workspace @param {LeadSheet} sheet @param {WorkChange} written */
function save(workspace, sheet, written) {
  const change = difference(sheet, written);
  if (change) void workspace.save(sheet, change);
}

/** @param {Props} props */
function Stage({ workspace, sheet }) {
  const { words } = workspace;
  const names = stages(words);
  return html`<div class="field"><label for="lead-stage">${words.say("Progress")}</label>
    <select class="input" id="lead-stage" aria-keyshortcuts="e" value=${sheet.stage} onChange=${(/** @type {any} */ event) => save(workspace, sheet, { stage: event.target.value })}>
      ${STAGES.map((stage) => html`<option value=${stage} selected=${stage === sheet.stage}>${names[stage]}</option>`)}</select></div>`;
}

/** @param {Props} props */
function Due({ workspace, sheet }) {
  return html`<div class="field"><label for="lead-due">${workspace.words.say("Due")}</label>
    <input class="input" id="lead-due" type="date" value=${sheet.due ?? ""} onChange=${(/** @type {any} */ event) => save(workspace, sheet, { due: event.target.value || null })} /></div>`;
}

/** A draft outlives a reload until it is saved. @param {Props & { name: "owner" | "next_step" | "note", label: string, long?: boolean, list?: string }} props */
function Text({ workspace, sheet, name, label, long = false, list }) {
  const { drafts } = workspace.place;
  const draft = `${sheet.lead}.${name}`;
  const [text, write] = useState(() => drafts.read(draft, sheet[name]));
  useEffect(() => write(drafts.read(draft, sheet[name])), [sheet.lead, sheet[name]]);
  const typed = (/** @type {any} */ event) => {
    write(event.target.value);
    drafts.keep(draft, event.target.value);
  };
  const left = () => {
    drafts.drop(draft);
    save(workspace, sheet, { [name]: text.trim() });
  };
  const id = `lead-${name}`;
  const field = long
    ? html`<textarea class="input" id=${id} maxlength="2000" value=${text} onInput=${typed} onBlur=${left}></textarea>`
    : html`<input class="input" id=${id} maxlength="200" list=${list} autocomplete="off" value=${text} onInput=${typed} onBlur=${left}
        onKeyDown=${(/** @type {any} */ event) => event.key === "Enter" && event.target.blur()} />`;
  return html`<div class="field"><label for=${id}>${label}</label>${field}</div>`;
}

/** What became of the last change. @param {Props} props */
function Saved({ workspace, sheet }) {
  const { words } = workspace;
  const saving = workspace.saving.value;
  if (saving?.lead !== sheet.lead) return html`<p class="small faint" role="status">${words.say("Changes are saved as you leave a field.")}</p>`;
  if (saving.name === "disputed") return html`<${Disputed} workspace=${workspace} sheet=${sheet} disputed=${saving.disputed} />`;
  if (saving.name === "failed") {
    return html`<div class="notice" data-tone="danger" role="alert"><${Icon} name="circle-alert" /><div><p>${saving.text}</p><button class="button small" onClick=${() => workspace.save(sheet, saving.change)}>${words.say("Save again")}</button></div></div>`;
  }
  return html`<p class="small faint" role="status">${saving.name === "saving" ? words.say("Saving…") : words.say("Saved")}</p>`;
}

/** Two people changed the same: both are shown, one decides. @param {Props & { disputed: WorkChange }} props */
function Disputed({ workspace, sheet, disputed }) {
  const { words } = workspace;
  const names = /** @type {(keyof WorkChange)[]} */ (Object.keys(disputed));
  return html`<div class="notice" data-tone="warn" role="alert"><${Icon} name="circle-alert" /><div class="stack close">
    <p><strong>${words.say("Somebody changed this meanwhile.")}</strong></p>
    ${names.map((name) => html`<dl class="facts small"><dt>${words.say("Theirs")}</dt><dd>${shown(words, name, sheet[name])}</dd><dt>${words.say("Yours")}</dt><dd>${shown(words, name, disputed[name])}</dd></dl>`)}
    <div class="row close"><button class="button small" onClick=${() => (workspace.saving.value = null)}>${words.say("Keep theirs")}</button>
      <button class="button small" onClick=${() => workspace.save(sheet, disputed)}>${words.say("Use mine")}</button></div></div></div>`;
}

/** @param {import("../../core/words.js").Words} words @param {keyof WorkChange} name @param {string | null | undefined} value */
function shown(words, name, value) {
  if (!value) return words.say("(nothing)");
  return name === "stage" ? stages(words)[/** @type {import("../../core/leads.js").LeadStage} */ (value)] : value;
}
