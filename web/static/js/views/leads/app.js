/** The leads workspace: filters, the list, and one lead beside it. */
import { useEffect } from "preact/hooks";

import { CLEARED, address } from "../../core/leads.js";
import { pitchOf } from "../../core/selectors.js";
import { Connection } from "../connection.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Bulk } from "./bulk.js";
import { Export } from "./export.js";
import { Filters } from "./filters.js";
import { Help } from "./help.js";
import { Lead } from "./lead.js";
import { Log } from "./log.js";
import { follow, listen } from "./navigation.js";
import { Table } from "./table.js";

/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace }} props */
export function LeadsApp({ workspace }) {
  useEffect(() => listen(workspace), [workspace]);
  const { words } = workspace;
  const open = workspace.open.value;
  return html`<div class="leads" data-open=${open !== null}>
    <div class="leads-list">
      <header class="leads-head"><h1>${words.say("Leads")}</h1><${Count} workspace=${workspace} />
        <div class="row close push"><button class="button quiet small wide-only" aria-keyshortcuts="?" onClick=${() => (workspace.helping.value = true)}>${words.say("Keys")}</button>
          <${Views} workspace=${workspace} /><${Back} workspace=${workspace} /><${Report} workspace=${workspace} />
          ${workspace.works && html`<a class="button quiet small wide-only" href=${`/s/${workspace.seat}/leads/import`}><${Icon} name="upload" />${words.say("Import")}</a>`}
          ${workspace.rows.items.value.length > 0 && html`<${Export} workspace=${workspace} />`}</div></header>
      <${Connection} seat=${workspace.place} />
      ${workspace.query.value.view === "changes" ? html`<${Log} workspace=${workspace} />` : html`<${List} workspace=${workspace} />`}
    </div>
    ${open && html`<${Lead} key=${open.lead} workspace=${workspace} row=${open} />`}
    ${workspace.helping.value && html`<${Help} workspace=${workspace} />`}
  </div>`;
}

/** @param {{ workspace: Workspace }} props */
function List({ workspace }) {
  return html`${workspace.rows.items.value.length > 0 && html`<${Filters} workspace=${workspace} />`}
    <${Fresh} workspace=${workspace} />
    <${Body} workspace=${workspace} />
    <${Bulk} workspace=${workspace} />`;
}

/** Between the leads and who changed what of them. @param {{ workspace: Workspace }} props */
function Views({ workspace }) {
  const { words, query } = workspace;
  const changes = query.value.view === "changes";
  const to = { view: changes ? null : "changes", lead: null };
  return html`<a class="button quiet small" href=${address(query.value, to)} onClick=${follow(workspace, to)}><${Icon} name=${changes ? "briefcase" : "clock"} />${changes ? words.say("Leads") : words.say("Changes")}</a>`;
}

/** @param {{ workspace: Workspace }} props */
function Count({ workspace }) {
  const { words, rows, wanted } = workspace;
  const [all, some] = [rows.items.value.length, wanted.value.length];
  const whole = words.count(all, "{count} lead", "{count} leads");
  const text = some === all ? whole : words.say("{some} of {all}", { some: words.number(some), all: words.number(all) });
  return html`<p class="soft figures" role="status">${text}</p>`;
}

/** Leads that came while somebody pointed at the list: it moves when they say so. @param {{ workspace: Workspace }} props */
function Fresh({ workspace }) {
  const { words } = workspace;
  const fresh = workspace.fresh.value;
  if (!fresh) return null;
  return html`<p class="leads-fresh" role="status"><button class="button small" onClick=${() => workspace.catchUp()} onPointerLeave=${() => (workspace.held.value = false)}><${Icon} name="arrow-up" />${words.count(fresh, "Show {count} new lead", "Show {count} new leads")}</button></p>`;
}

/** Back to where one works during the show. @param {{ workspace: Workspace }} props */
function Back({ workspace }) {
  const { words, seat, place } = workspace;
  const { role } = place.boot;
  const presents = role === "presenter";
  return html`<a class="button quiet small" href=${`/s/${seat}/${presents ? "stage" : "desk"}`}><${Icon} name=${presents ? "video" : "layout-dashboard"} />${presents ? words.say("Stage door") : words.say("Host desk")}</a>`;
}

/** The report of the project that the leads are of, once its pitch is over. @param {{ workspace: Workspace }} props */
function Report({ workspace }) {
  const { words, seat, place, picture, query } = workspace;
  const project = place.boot.project ?? query.value.project;
  if (!project || pitchOf(picture, project)?.phase !== "done") return null;
  return html`<a class="button quiet small" href=${`/s/${seat}/report/${project}`}><${Icon} name="chart-line" />${words.say("Report")}</a>`;
}

/** The list, or why there is none. @param {{ workspace: Workspace }} props */
function Body({ workspace }) {
  const { words, rows, list } = workspace;
  const empty = rows.items.value.length === 0;
  if (empty && rows.state.value === "loading") return html`<p class="empty" role="status">${words.say("Reading the leads…")}</p>`;
  if (empty && rows.state.value === "failed") return html`<${Failed} workspace=${workspace} />`;
  if (empty) return html`<div class="empty"><${Icon} name="briefcase" /><p>${words.say("No leads yet. One appears as soon as an investor asks, votes or states an intent.")}</p></div>`;
  if (list.value.length) return html`<${Table} workspace=${workspace} />`;
  return html`<div class="empty"><${Icon} name="filter" /><p>${words.say("No lead matches these filters.")}</p>
    <a class="button" href="?" onClick=${follow(workspace, CLEARED)}>${words.say("Show all leads")}</a></div>`;
}

/** @param {{ workspace: Workspace }} props */
function Failed({ workspace }) {
  const { words, rows } = workspace;
  return html`<div class="empty" role="alert"><${Icon} name="wifi-off" /><p>${words.say("The leads could not be read.")}</p>
    <button class="button" onClick=${() => void rows.refresh()}>${words.say("Try again")}</button></div>`;
}
