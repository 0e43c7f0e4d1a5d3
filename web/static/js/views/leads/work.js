/** The work on a lead, edited in place: each field is saved when it is left. */
import { useEffect, useState } from "preact/hooks";

import { assigned, difference, tagged } from "../../core/lead_work.js";
import { CHANNELS, REASONS, STAGES, choices, isOverdue } from "../../core/leads.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { shown } from "./story.js";
import { channels, fieldsOf, reasons, stages } from "./words.js";

/** @import { LeadRow, LeadStage, WorkChange } from "../../core/leads.js" */
/** @import { Workspace } from "./workspace.js" */

/** @typedef {{ workspace: Workspace, row: LeadRow }} Props */

/** @param {Props} props */
export function Work({ workspace, row }) {
  const { words } = workspace;
  return html`<section class="lead-section work" aria-label=${words.say("Follow-up")}><fieldset class="work-fields" disabled=${!workspace.works || row.stage === "erased"}>
    <div class="work-pair">
      <${Stage} workspace=${workspace} row=${row} />
      <${Owner} workspace=${workspace} row=${row} />
      <${Next} workspace=${workspace} row=${row} />
      <${Due} workspace=${workspace} row=${row} />
    </div>
    <${Tags} workspace=${workspace} row=${row} />
    <${More} workspace=${workspace} row=${row} /></fieldset>
    <${Saved} workspace=${workspace} row=${row} />
  </section>`;
}

/** @param {Workspace} workspace @param {LeadRow} row @param {WorkChange} written */
function save(workspace, row, written) {
  const change = difference(row, written);
  if (change) void workspace.saver.save(row, change);
}

/** To disqualify asks for a reason first. @param {Props} props */
function Stage({ workspace, row }) {
  const { words } = workspace;
  const names = stages(words);
  const [asking, ask] = useState(false);
  useEffect(() => ask(false), [row.lead, row.stage]);
  const picked = (/** @type {any} */ event) => {
    if (event.target.value === "disqualified") ask(true);
    else save(workspace, row, { stage: event.target.value });
  };
  const stage = asking ? "disqualified" : row.stage;
  const offered = row.stage === "erased" ? ["erased"] : STAGES;
  return html`<div class="field"><label for="lead-stage">${words.say("Progress")}</label>
    <select class="input" id="lead-stage" aria-keyshortcuts="e" value=${stage} onChange=${picked}>
      ${offered.map((one) => html`<option value=${one} selected=${one === stage}>${names[/** @type {LeadStage} */ (one)]}</option>`)}</select>
    ${stage === "disqualified" && html`<label class="visually-hidden" for="lead-reason">${words.say("Reason")}</label><select class="input" id="lead-reason" value=${row.lost_reason ?? ""} onChange=${(/** @type {any} */ event) => save(workspace, row, { stage: "disqualified", lost_reason: event.target.value })}>
      ${!row.lost_reason && html`<option value="" selected disabled>${words.say("Choose a reason")}</option>`}${REASONS.map((one) => html`<option value=${one} selected=${one === row.lost_reason}>${reasons(words)[one]}</option>`)}</select>`}</div>`;
}

/** @param {Props} props */
function Owner({ workspace, row }) {
  const { words } = workspace;
  const able = workspace.around.value.people.filter((one) => one.project === null || one.project === row.view.project);
  const gone = row.owner && !able.some((one) => one.person === row.owner);
  return html`<div class="field"><label for="lead-owner">${words.say("Owner")}</label>
    <select class="input" id="lead-owner" value=${row.owner ?? ""} onChange=${(/** @type {any} */ event) => save(workspace, row, assigned(row, event.target.value || null))}>
      <option value="" selected=${!row.owner}>${words.say("Nobody yet")}</option>
      ${gone && html`<option value=${row.owner} selected>${workspace.ownerOf(row.owner)}</option>`}
      ${able.map((one) => html`<option key=${one.person} value=${one.person} selected=${one.person === row.owner}>${one.name}</option>`)}</select></div>`;
}

/** @param {Props} props */
function Due({ workspace, row }) {
  const { words } = workspace;
  const overdue = isOverdue(row, workspace.today.value);
  return html`<div class="field"><label for="lead-due">${words.say("Due")}${overdue && html` <span class="badge" data-tone="danger">${words.say("Overdue")}</span>`}</label>
    <input class="input" id="lead-due" type="date" value=${row.due ?? ""} onChange=${(/** @type {any} */ event) => save(workspace, row, { due: event.target.value || null })} /></div>`;
}

/** A draft outlives a reload until it is saved. @param {Props} props */
function Next({ workspace, row }) {
  const { drafts } = workspace.place;
  const draft = `${row.lead}.next_step`;
  const [text, write] = useState(() => drafts.read(draft, row.next_step));
  useEffect(() => write(drafts.read(draft, row.next_step)), [row.lead, row.next_step]);
  const typed = (/** @type {any} */ event) => {
    write(event.target.value);
    drafts.keep(draft, event.target.value);
  };
  const left = () => {
    drafts.drop(draft);
    save(workspace, row, { next_step: text.trim() });
  };
  return html`<div class="field"><label for="lead-next">${workspace.words.say("Next step")}</label>
    <input class="input" id="lead-next" maxlength="200" autocomplete="off" value=${text} onInput=${typed} onBlur=${left} onKeyDown=${(/** @type {any} */ event) => event.key === "Enter" && event.target.blur()} /></div>`;
}

/** @param {Props} props */
function Tags({ workspace, row }) {
  const { words } = workspace;
  const [text, write] = useState("");
  const add = () => {
    if (text.trim() && !row.tags.includes(text.trim())) save(workspace, row, { tags: tagged(row.tags, text) });
    write("");
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") add();
    if (event.key === "Backspace" && !text && row.tags.length) save(workspace, row, { tags: row.tags.slice(0, -1) });
  };
  return html`<div class="field"><label for="lead-tags">${words.say("Tags")}</label><div class="lead-tagging">
    ${row.tags.map((tag) => html`<button type="button" key=${tag} class="badge" aria-label=${words.say("Take the tag {tag} away", { tag })} onClick=${() => save(workspace, row, { tags: tagged(row.tags, tag) })}>${tag}<${Icon} name="x" /></button>`)}
    <input class="input" id="lead-tags" maxlength="40" list="tags" autocomplete="off" value=${text} onInput=${(/** @type {any} */ event) => write(event.target.value)} onBlur=${add} onKeyDown=${keys} />
    <datalist id="tags">${choices(workspace.rows.items.value).tags.map((tag) => html`<option value=${tag}></option>`)}</datalist></div></div>`;
}

/** By what somebody may be contacted, and who they are elsewhere. @param {Props} props */
function More({ workspace, row }) {
  const { words } = workspace;
  const ticked = (/** @type {import("../../core/leads.js").Channel} */ channel) => () => {
    const others = row.channels.filter((one) => one !== channel);
    const wanted = others.length < row.channels.length ? others : [...row.channels, channel];
    save(workspace, row, { channels: CHANNELS.filter((one) => wanted.includes(one)) });
  };
  return html`<details class="fold small"><summary>${words.say("Contact")}</summary><div class="stack close">
    <label class="check"><input type="checkbox" checked=${row.do_not_contact} onChange=${() => save(workspace, row, { do_not_contact: !row.do_not_contact })} />${words.say("Do not contact")}</label>
    <div class="row close">${CHANNELS.map((channel) => html`<label key=${channel} class="check"><input type="checkbox" checked=${row.channels.includes(channel)} onChange=${ticked(channel)} />${channels(words)[channel]}</label>`)}</div>
    ${Object.entries(row.external).map(([crm, id]) => html`<p key=${crm} class="faint">${crm} <span class="figures">${id}</span></p>`)}
  </div></details>`;
}

/** What became of the last change. @param {Props} props */
function Saved({ workspace, row }) {
  const { words, saver } = workspace;
  const saving = saver.saving.value;
  if (!workspace.works) return html`<p class="small faint">${words.say("You read everything here and change nothing.")}</p>`;
  if (saving?.lead !== row.lead) return html`<p class="small faint" role="status">${words.say("Changes are saved as you leave a field.")}</p>`;
  if (saving.name === "disputed") return html`<${Disputed} workspace=${workspace} row=${row} disputed=${saving.disputed} />`;
  if (saving.name === "failed") {
    return html`<div class="notice" data-tone="danger" role="alert"><${Icon} name="circle-alert" /><div><p>${saving.text}</p><button class="button small" onClick=${() => saver.save(row, saving.change)}>${words.say("Save again")}</button></div></div>`;
  }
  return html`<p class="small faint" role="status">${saving.name === "saving" ? words.say("Saving…") : words.say("Saved")}</p>`;
}

/** Two people changed the same: both are shown, one decides. @param {Props & { disputed: WorkChange }} props */
function Disputed({ workspace, row, disputed }) {
  const { words, saver } = workspace;
  const names = /** @type {(keyof WorkChange)[]} */ (Object.keys(disputed));
  return html`<div class="notice" data-tone="warn" role="alert"><${Icon} name="circle-alert" /><div class="stack close">
    <p><strong>${words.say("Somebody changed this meanwhile.")}</strong></p>
    ${names.map((name) => html`<dl class="facts small"><dt>${words.say("Theirs")}</dt><dd>${fieldsOf(words)[name]}: ${shown(workspace, name, row[name])}</dd><dt>${words.say("Yours")}</dt><dd>${shown(workspace, name, disputed[name])}</dd></dl>`)}
    <div class="row close"><button class="button small" onClick=${() => (saver.saving.value = null)}>${words.say("Keep theirs")}</button>
      <button class="button small" onClick=${() => saver.save(row, disputed)}>${words.say("Use mine")}</button></div></div></div>`;
}
