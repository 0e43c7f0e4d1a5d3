/** Leads that come back from a CRM or a spreadsheet: choose the file, say what its columns mean, see, apply, undo. */
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Columns } from "./columns.js";
import { Outcomes } from "./outcomes.js";

/** @import { Intake } from "./intake.js" */

/** @param {{ intake: Intake }} props */
export function ImportApp({ intake }) {
  const { words, seat } = intake;
  return html`<div class="page import stack">
    <header class="page-head"><div><h1>${words.say("Import leads")}</h1></div><a class="button quiet small" href=${`/s/${seat}/leads`}><${Icon} name="briefcase" />${words.say("To the leads")}</a></header>
    <${Choose} intake=${intake} />
    ${intake.trouble.value && html`<div class="notice" data-tone="danger" role="alert"><${Icon} name="circle-alert" /><p>${intake.trouble.value}</p></div>`}
    ${intake.preview.value && html`<${Columns} intake=${intake} preview=${intake.preview.value} />`}
    ${intake.report.value && html`<${Outcomes} intake=${intake} report=${intake.report.value} />`}
  </div>`;
}

/** @param {{ intake: Intake }} props */
function Choose({ intake }) {
  const { words } = intake;
  return html`<section class="stack close" aria-labelledby="import-file">
    <h2 id="import-file"><label for="import-choose">${words.say("A CSV file")}</label></h2>
    <p class="soft">${words.say("From your CRM, or an export of ours that was worked on. Owner, progress, next step, tags and notes are taken from it; nothing is changed before you have seen what it would do.")}</p>
    <input class="input" id="import-choose" type="file" accept=".csv,.tsv,.txt,text/csv" onChange=${(/** @type {any} */ event) => intake.choose(event.target.files[0])} />
    ${intake.busy.value && html`<p class="small faint" role="status">${words.say("Reading…")}</p>`}
  </section>`;
}
