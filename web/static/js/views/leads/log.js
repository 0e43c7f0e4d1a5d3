/** Who changed what of all leads, the latest first. */
import { useEffect, useState } from "preact/hooks";

import { moment } from "../../core/time.js";
import { read } from "../../net/read.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { follow } from "./navigation.js";
import { changedOf } from "./story.js";
import { whoOf } from "./words.js";

/** @import { Change } from "../../core/lead_story.js" */
/** @import { Workspace } from "./workspace.js" */

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

/** @typedef {{ change: Change, author: string }} Step */

/** @param {{ workspace: Workspace }} props */
export function Log({ workspace }) {
  const { words, rows } = workspace;
  const [steps, keep] = useState(/** @type {readonly Step[] | null} */ (null));
  const [failed, fail] = useState(false);
  const load = async () => {
    fail(false);
    try {
      keep(await read(`/api/seats/${workspace.seat}/leads/changes`, fetch.bind(globalThis)));
    } catch {
      fail(true);
    }
  };
  useEffect(() => void load(), [rows.items.value]);
  if (failed) return html`<div class="empty" role="alert"><${Icon} name="wifi-off" /><p>${words.say("The changes could not be read.")}</p><button class="button" onClick=${load}>${words.say("Try again")}</button></div>`;
  if (!steps) return html`<p class="empty" role="status">${words.say("Reading the changes…")}</p>`;
  if (!steps.length) return html`<div class="empty"><${Icon} name="list" /><p>${words.say("Nobody has changed anything yet.")}</p></div>`;
  return html`<div class="leads-table" tabindex="0" role="region" aria-label=${words.say("Changes")}><table class="table leads-log"><thead><tr>
    <th scope="col">${words.say("When")}</th><th scope="col">${words.say("Who")}</th><th scope="col">${words.say("Lead")}</th><th scope="col">${words.say("What")}</th></tr></thead>
    <tbody>${steps.map((step) => html`<${Line} key=${step.change.number} workspace=${workspace} step=${step} />`)}</tbody></table></div>`;
}

/** @param {{ workspace: Workspace, step: Step }} props */
function Line({ workspace, step: { change, author } }) {
  const { words, byLead } = workspace;
  const row = byLead.value.get(change.lead);
  return html`<tr><td class="figures faint">${moment(change.at, words.locale, WHEN)}</td><td>${author || words.say("By itself")}</td>
    <td>${row ? html`<a href=${`?lead=${row.lead}`} onClick=${follow(workspace, { view: null, lead: row.lead })}>${whoOf(words, row)}</a>` : words.say("A merged lead")}</td>
    <td class="text">${changedOf(workspace, change).map((text) => html`<p>${text}</p>`)}</td></tr>`;
}
