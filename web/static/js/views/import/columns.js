/** What the columns of the file mean: guessed, and changed by whoever knows better. */
import { CRMS } from "../../core/export.js";
import { sampled } from "../../core/importing.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { delimiters, fieldOf } from "./words.js";

/** @import { Column, Preview } from "../../core/importing.js" */
/** @import { Intake } from "./intake.js" */

/** @param {{ intake: Intake, preview: Preview }} props */
export function Columns({ intake, preview }) {
  const { words } = intake;
  const missing = !intake.fields.value.some((field) => /^(lead|contact|mail|phone|external_.*)$/.test(field));
  return html`<section class="stack close" aria-labelledby="import-columns">
    <h2 id="import-columns">${words.say("What its columns mean")}</h2>
    <p class="soft">${factsOf(intake, preview)}</p>
    <div class="import-table" tabindex="0" role="region" aria-labelledby="import-columns"><table class="table">
      <thead><tr><th scope="col">${words.say("Column")}</th><th scope="col">${words.say("Holds")}</th><th scope="col">${words.say("Is taken for")}</th></tr></thead>
      <tbody>${preview.columns.map((column, place) => html`<${Row} key=${place} intake=${intake} preview=${preview} column=${column} place=${place} />`)}</tbody>
    </table></div>
    ${missing && html`<div class="notice" data-tone="warn" role="status"><${Icon} name="circle-alert" /><p>${words.say("Say which column tells whom a row is about: our lead, a mail address, a telephone, or the CRM's identity.")}</p></div>`}
    <div class="row"><button class=${`button ${intake.report.value ? "" : "primary"}`} disabled=${intake.busy.value || missing} onClick=${() => void intake.take({ apply: false })}><${Icon} name="eye" />${words.say("See what it would do")}</button></div>
  </section>`;
}

/** @param {Intake} intake @param {Preview} preview */
function factsOf({ words }, { crm, delimiter, encoding, rows }) {
  const said = words.count(rows, "{count} row, {encoding}, parted by {delimiter}.", "{count} rows, {encoding}, parted by {delimiter}.", { encoding, delimiter: delimiters(words)[delimiter] ?? delimiter });
  const name = /** @type {Record<string, string>} */ (CRMS)[crm];
  return name ? `${said} ${words.say("It seems to come from {crm}.", { crm: name })}` : said;
}

/** @param {{ intake: Intake, preview: Preview, column: Column, place: number }} props */
function Row({ intake, preview, column, place }) {
  const { words } = intake;
  const taken = intake.fields.value[place] ?? "";
  const fields = preview.fields.includes(taken) || !taken ? preview.fields : [...preview.fields, taken];
  return html`<tr data-left-out=${!taken}><th scope="row">${column.header || words.say("(no heading)")}</th>
    <td class="soft import-sample">${sampled(column)}</td>
    <td><select class="input" aria-label=${words.say("What {column} is taken for", { column: column.header })} onChange=${(/** @type {any} */ event) => intake.map(place, event.target.value)}>
      <option value="" selected=${!taken}>${words.say("Leave it out")}</option>
      ${fields.map((field) => html`<option key=${field} value=${field} selected=${field === taken}>${fieldOf(words, field)}</option>`)}
    </select></td></tr>`;
}
