/** Where a note about a lead is written. */
import { useState } from "preact/hooks";

import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { LeadRow } from "../../core/leads.js" */
/** @import { Workspace } from "./workspace.js" */

/** A draft outlives a reload until it is sent. @param {{ workspace: Workspace, row: LeadRow }} props */
export function Notes({ workspace, row }) {
  const { words, place, sheets } = workspace;
  const draft = `${row.lead}.note`;
  const [text, write] = useState(() => place.drafts.read(draft, ""));
  if (!workspace.works) return null;
  const typed = (/** @type {any} */ event) => {
    write(event.target.value);
    place.drafts.keep(draft, event.target.value);
  };
  const sent = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim() || !(await sheets.ask("POST", "/notes", { text }, row.lead))) return;
    place.drafts.drop(draft);
    write("");
  };
  const keys = (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void sent(event);
  return html`<form class="lead-section lead-note" onSubmit=${sent}><div class="field"><label for="lead-note">${words.say("Note")}</label>
    <textarea class="input" id="lead-note" maxlength="2000" aria-keyshortcuts="n" placeholder=${words.say("What was said, what was promised")} value=${text} onInput=${typed} onKeyDown=${keys}></textarea></div>
    <button class="button small" disabled=${!text.trim()}><${Icon} name="plus" />${words.say("Add the note")}</button></form>`;
}
