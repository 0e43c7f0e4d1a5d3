/** The list of leads: a table where there is room, cards on a phone. */
import { address, isOverdue } from "../../core/leads.js";
import { range } from "../../core/money.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf } from "../terms.js";
import { follow } from "./navigation.js";
import { TONES, dayOf, stages, whoOf } from "./words.js";

/** @import { LeadSheet } from "../../core/leads.js" */
/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace }} props */
export function Table({ workspace }) {
  const { words } = workspace;
  return html`<div class="leads-table" tabindex="0" role="region" aria-label=${words.say("Leads")}><table class="table">
    <caption class="visually-hidden">${words.say("J and K go through the list, Enter opens a lead, E edits it.")}</caption>
    <thead><tr>
      <${Head} workspace=${workspace} sort="name" text=${words.say("Investor")} />
      <th scope="col" class="lead-project">${words.say("Project")}</th>
      <${Head} workspace=${workspace} sort="intents" text=${words.say("Interest")} />
      <${Head} workspace=${workspace} sort="stage" text=${words.say("Progress")} />
      <th scope="col" class="lead-owner">${words.say("Owner")}</th>
      <${Head} workspace=${workspace} sort="due" text=${words.say("Next step")} />
      <${Head} workspace=${workspace} sort="latest" text=${words.say("Last signal")} />
    </tr></thead>
    <tbody>${workspace.list.value.map((sheet) => html`<${Row} key=${sheet.lead} workspace=${workspace} sheet=${sheet} />`)}</tbody>
  </table></div>`;
}

/** @param {{ workspace: Workspace, sort: string, text: string }} props */
function Head({ workspace, sort, text }) {
  const { query } = workspace;
  const sorted = (query.value.sort ?? "latest") === sort;
  const direction = sort === "latest" || sort === "intents" ? "descending" : "ascending";
  return html`<th scope="col" aria-sort=${sorted ? direction : undefined}><a href=${address(query.value, { sort })} onClick=${follow(workspace, { sort })}>${text}${sorted && html`<${Icon} name=${direction === "descending" ? "arrow-down" : "arrow-up"} />`}</a></th>`;
}

/** @param {{ workspace: Workspace, sheet: LeadSheet }} props */
function Row({ workspace, sheet }) {
  const { words, query } = workspace;
  const { view } = sheet;
  const open = query.value.lead === sheet.lead;
  const overdue = isOverdue(sheet, workspace.today.value);
  return html`<tr data-open=${open} onClick=${() => workspace.go({ lead: sheet.lead })}>
    <th scope="row" class="lead-who"><a id=${`lead-${sheet.lead}`} href=${address(query.value, { lead: sheet.lead })} aria-current=${open ? "true" : "false"} onClick=${(/** @type {MouseEvent} */ event) => (event.stopPropagation(), follow(workspace, { lead: sheet.lead })(event))}>${whoOf(words, sheet)}</a>
      <span class="faint">${view.organisation}</span></th>
    <td class="lead-project">${words.of(sheet.project_title)}</td>
    <td class="lead-interest"><${Interest} workspace=${workspace} sheet=${sheet} /></td>
    <td class="lead-stage"><span class="badge" data-tone=${TONES[sheet.stage]}>${stages(words)[sheet.stage]}</span></td>
    <td class="lead-owner">${sheet.owner || html`<span class="faint">–</span>`}</td>
    <td class="lead-next">${sheet.next_step}${sheet.due && html` <span class="lead-due figures" data-overdue=${overdue}>${overdue && html`<span class="visually-hidden">${words.say("Overdue")} </span>`}${dayOf(words, sheet.due)}</span>`}</td>
    <td class="lead-last figures faint">${view.last_at && moment(view.last_at, words.locale, WHEN)}</td>
  </tr>`;
}

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** Intents first, then questions and votes as figures. @param {{ workspace: Workspace, sheet: LeadSheet }} props */
function Interest({ workspace, sheet }) {
  const { words } = workspace;
  const { view, intents } = sheet;
  const questions = words.count(view.questions, "{count} question", "{count} questions");
  const votes = words.count(view.votes, "{count} vote", "{count} votes");
  return html`${intents.map(({ intent, terms }) => html`<span key=${intent} class="lead-intent"><strong>${kindOf(words, terms.kind)}</strong>${terms.amount && html` <span class="figures">${range(terms.amount, words.locale, { short: true })}</span>`}</span>`)}
    <span class="faint lead-signals">${[view.questions && questions, view.votes && votes].filter(Boolean).join(" · ")}</span>`;
}
