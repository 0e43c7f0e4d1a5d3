/** One lead: who it is, the work on it, and its story in time. */
import { useEffect, useRef } from "preact/hooks";

import { range } from "../../core/money.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf, levelOf, stateOf } from "../terms.js";
import { close } from "./navigation.js";
import { Notes } from "./notes.js";
import { Score } from "./score.js";
import { Story } from "./story.js";
import { Twins } from "./twins.js";
import { channels, whoOf } from "./words.js";
import { Work } from "./work.js";

/** @import { LeadSheet } from "../../core/lead_story.js" */
/** @import { LeadRow } from "../../core/leads.js" */
/** @import { IntentView } from "../../protocol.js" */
/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace, row: LeadRow }} props */
export function Lead({ workspace, row }) {
  const { words, sheets } = workspace;
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => title.current?.scrollIntoView({ block: "nearest" }), []);
  const sheet = sheets.sheet.value?.row.lead === row.lead ? sheets.sheet.value : null;
  return html`<aside class="lead-panel" aria-labelledby="lead-title">
    <header class="lead-head"><div><h2 id="lead-title" ref=${title}>${whoOf(words, row)}</h2><p class="soft">${row.view.organisation}</p></div>
      <button class="button quiet small only-icon" aria-label=${words.say("Close")} onClick=${() => close(workspace)}><${Icon} name="x" /></button></header>
    <${Person} workspace=${workspace} row=${row} />
    ${sheet && html`<${Twins} workspace=${workspace} sheet=${sheet} />`}
    <${Work} workspace=${workspace} row=${row} />
    <${Score} workspace=${workspace} row=${row} />
    ${sheet ? html`<${Rest} workspace=${workspace} sheet=${sheet} />` : html`<${Waiting} workspace=${workspace} row=${row} />`}
  </aside>`;
}

/** @param {{ workspace: Workspace, sheet: LeadSheet }} props */
function Rest({ workspace, sheet }) {
  return html`<${Intents} workspace=${workspace} sheet=${sheet} />
    <${Notes} workspace=${workspace} row=${sheet.row} />
    <${Story} workspace=${workspace} sheet=${sheet} />`;
}

/** @param {{ workspace: Workspace, row: LeadRow }} props */
function Waiting({ workspace, row }) {
  const { words, sheets } = workspace;
  if (!sheets.failed.value) return html`<p class="small faint" role="status">${words.say("Reading the story…")}</p>`;
  return html`<div class="notice" data-tone="danger" role="alert"><${Icon} name="wifi-off" /><div><p>${words.say("The story could not be read.")}</p>
    <button class="button small" onClick=${() => void sheets.read(row.lead)}>${words.say("Try again")}</button></div></div>`;
}

/** Project, contact, and whether presenters may know who it is. @param {{ workspace: Workspace, row: LeadRow }} props */
function Person({ workspace, row }) {
  const { words } = workspace;
  const { contact, consented } = row;
  const href = contact?.includes("@") ? `mailto:${contact}` : contact && `tel:${contact.replace(/\s/g, "")}`;
  const allowed = row.channels.map((channel) => channels(words)[channel]).join(", ");
  return html`<dl class="facts small">
    <dt>${words.say("Project")}</dt><dd>${words.of(workspace.around.value.projects[row.view.project])}</dd>
    ${contact && html`<dt>${words.say("Contact")}</dt><dd>${row.do_not_contact ? html`<s>${contact}</s>` : html`<a href=${href}>${contact}</a>`}${allowed && html` <span class="faint">${allowed}</span>`}</dd>`}
    ${row.do_not_contact && html`<dt></dt><dd><span class="badge" data-tone="danger">${words.say("Do not contact")}</span></dd>`}
    ${workspace.place.boot.role === "presenter" && html`<dt>${words.say("Meeting")}</dt><dd><a href=${`/s/${workspace.seat}/meetings?ask=${row.lead}`}>${words.say("Ask for a meeting")}</a></dd>`}
    <dt>${words.say("Consent")}</dt><dd><span class="light" data-state=${consented ? "ready" : "off"}>${consented ? words.say("Given: the presenters see name and contact") : words.say("Not given: the presenters see a number")}</span></dd>
  </dl>`;
}

/** @param {{ workspace: Workspace, sheet: LeadSheet }} props */
function Intents({ workspace, sheet }) {
  const { words } = workspace;
  if (!sheet.intents.length) return null;
  return html`<section class="lead-section" aria-labelledby="lead-intents"><h3 id="lead-intents">${words.say("Intents")}</h3>
    <ul class="list" role="list">${sheet.intents.map((intent) => html`<${Intent} key=${intent.intent} workspace=${workspace} intent=${intent} />`)}</ul></section>`;
}

/** @param {{ workspace: Workspace, intent: IntentView }} props */
function Intent({ workspace, intent }) {
  const { words } = workspace;
  const { terms } = intent;
  const version = words.say("version {version}", { version: intent.version });
  return html`<li><p><strong>${kindOf(words, terms.kind)}</strong> ${terms.amount && html`<span class="figures">${range(terms.amount, words.locale)}</span>`}</p>
    <p class="small faint">${levelOf(words, terms.level)} · ${stateOf(words, intent.state)}${intent.version > 1 && ` · ${version}`}</p>
    ${intent.comment && html`<p class="small soft lead-comment">${intent.comment}</p>`}</li>`;
}
