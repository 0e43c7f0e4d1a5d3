/** What can be done to several leads at once, and the way back. */
import { useEffect, useRef } from "preact/hooks";

import { assigned, tagged } from "../../core/lead_work.js";
import { REASONS, STAGES, choices } from "../../core/leads.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Menu } from "./menu.js";
import { reasons, stages } from "./words.js";

/** @import { LeadRow, WorkChange } from "../../core/leads.js" */
/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace }} props */
export function Bulk({ workspace }) {
  if (!workspace.works) return null;
  const rows = [...workspace.picked.value].map((lead) => workspace.byLead.value.get(lead)).filter((row) => row !== undefined);
  if (rows.length) return html`<${Choices} workspace=${workspace} rows=${rows} />`;
  return html`<${Undo} workspace=${workspace} />`;
}

/** @param {{ workspace: Workspace, rows: LeadRow[] }} props */
function Choices({ workspace, rows }) {
  const { words, saver } = workspace;
  const names = stages(words);
  /** @param {string} text @param {(row: LeadRow) => WorkChange} changeOf */
  const change = (text, changeOf) => {
    workspace.picked.value = new Set();
    void saver.several(`${words.count(rows.length, "{count} lead", "{count} leads")}: ${text}`, rows, changeOf);
  };
  const projects = new Set(rows.map((row) => row.view.project));
  const able = workspace.around.value.people.filter((one) => one.project === null || (projects.size === 1 && projects.has(one.project)));
  return html`<div class="leads-bulk" role="toolbar" aria-label=${words.say("Change what is picked")}>
    <p class="figures"><strong>${words.count(rows.length, "{count} picked", "{count} picked")}</strong></p>
    <${Menu} label=${words.say("Assign")} up><button onClick=${() => change(words.say("Nobody yet"), (row) => assigned(row, null))}>${words.say("Nobody yet")}</button>
      ${able.map((one) => html`<button key=${one.person} onClick=${() => change(one.name, (row) => assigned(row, one.person))}>${one.name}</button>`)}</${Menu}>
    <${Menu} label=${words.say("Progress")} up>${STAGES.filter((stage) => stage !== "disqualified").map((stage) => html`<button key=${stage} onClick=${() => change(names[stage], () => ({ stage }))}>${names[stage]}</button>`)}
      ${REASONS.map((reason) => html`<button key=${reason} onClick=${() => change(names.disqualified, () => ({ stage: "disqualified", lost_reason: reason }))}>${names.disqualified}: ${reasons(words)[reason]}</button>`)}</${Menu}>
    <${Menu} label=${words.say("Tag")} up><${TagForm} workspace=${workspace} onTag=${(/** @type {string} */ tag) => change(tag, (row) => ({ tags: withTag(row, tag) }))} />
      ${choices(workspace.rows.items.value).tags.map((tag) => html`<button key=${tag} onClick=${() => change(tag, (row) => ({ tags: withTag(row, tag) }))}>${tag}</button>`)}</${Menu}>
    <button class="button quiet small" onClick=${() => (workspace.picked.value = new Set())}><${Icon} name="x" />${words.say("Clear")}</button>
  </div>`;
}

/** @param {LeadRow} row @param {string} tag */
const withTag = (row, tag) => (row.tags.some((one) => one.toLowerCase() === tag.toLowerCase()) ? row.tags : tagged(row.tags, tag));

/** @param {{ workspace: Workspace, onTag: (tag: string) => void }} props */
function TagForm({ workspace, onTag }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const sent = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.current?.value.trim()) onTag(field.current.value.trim());
  };
  return html`<form class="leads-tag" onSubmit=${sent}><label class="visually-hidden" for="bulk-tag">${workspace.words.say("New tag")}</label><input class="input" id="bulk-tag" ref=${field} maxlength="40" placeholder=${workspace.words.say("New tag")} autocomplete="off" /></form>`;
}

/** How long undoing is offered, in milliseconds. */
const OFFERED = 20_000;

/** @param {{ workspace: Workspace }} props */
function Undo({ workspace }) {
  const { words, saver } = workspace;
  const last = saver.undoable.value;
  useEffect(() => {
    const timer = setTimeout(() => saver.undoable.peek() === last && (saver.undoable.value = null), OFFERED);
    return () => clearTimeout(timer);
  }, [last]);
  if (!last) return null;
  return html`<div class="leads-bulk" role="status"><p class="truncate">${last.text}</p>
    <button class="button small" aria-keyshortcuts="u" onClick=${() => void saver.undo()}><${Icon} name="undo-2" />${words.say("Undo")}</button></div>`;
}
