/** What each row would do, or did; and the way back. */
import { OUTCOMES, SHOWN, tally } from "../../core/importing.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { reasons, stages } from "../leads/words.js";
import { fieldOf } from "./words.js";

/** @import { Outcome, Report, Row } from "../../core/importing.js" */
/** @import { Words } from "../../core/words.js" */
/** @import { Intake } from "./intake.js" */

/** @param {{ intake: Intake, report: Report }} props */
export function Outcomes({ intake, report }) {
  const { words } = intake;
  const done = intake.done.value !== "";
  const counts = tally(report.rows);
  const rows = report.rows.filter((row) => row.outcome === intake.shown.value);
  return html`<section class="stack close" aria-labelledby="import-report">
    <h2 id="import-report">${done ? words.say("What it did") : words.say("What it would do")}</h2>
    <${Done} intake=${intake} changed=${counts.updated + counts.made} />
    <div class="row close" role="group" aria-labelledby="import-report">${OUTCOMES.map((outcome) => html`<${Choice} key=${outcome} intake=${intake} outcome=${outcome} count=${counts[outcome]} />`)}</div>
    ${rows.length > 0 && html`<div class="import-table" tabindex="0" role="region" aria-labelledby="import-report"><table class="table">
      <thead><tr><th scope="col">${words.say("Row")}</th><th scope="col">${words.say("Investor")}</th><th scope="col">${intake.shown.value === "refused" ? words.say("Why, and what to do") : words.say("Changes")}</th></tr></thead>
      <tbody>${rows.slice(0, SHOWN).map((row) => html`<${Line} key=${row.row} intake=${intake} row=${row} />`)}</tbody>
    </table></div>`}
    ${rows.length > SHOWN && html`<p class="small faint">${words.count(rows.length - SHOWN, "and {count} more", "and {count} more")}</p>`}
    ${!done && html`<div class="row"><button class="button primary" disabled=${intake.busy.value || !(counts.updated + counts.made)} onClick=${() => void intake.take({ apply: true })}>${doing(words, counts)}</button></div>`}
  </section>`;
}

/** What the button does. @param {Words} words @param {Record<Outcome, number>} counts */
function doing(words, { made, updated }) {
  const change = updated && words.count(updated, "Change {count} lead", "Change {count} leads");
  const make = made && words.count(made, "Make {count} lead", "Make {count} leads");
  return [change, make].filter(Boolean).join(" · ") || words.say("Nothing to change");
}

/** @param {{ intake: Intake, changed: number }} props */
function Done({ intake, changed }) {
  const { words } = intake;
  if (intake.done.value === "taken") {
    return html`<div class="notice" data-tone="good" role="status"><${Icon} name="circle-check" /><div class="row close"><p>${words.count(changed, "{count} lead was changed or made.", "{count} leads were changed or made.")}</p>
      ${changed > 0 && html`<button class="button small" disabled=${intake.busy.value} onClick=${() => void intake.undo()}><${Icon} name="undo-2" />${words.say("Undo")}</button>`}</div></div>`;
  }
  if (intake.done.value !== "undone") return null;
  const left = intake.left && words.count(intake.left, "{count} stays: somebody changed it since.", "{count} stay: somebody changed them since.");
  return html`<div class="notice" role="status"><${Icon} name="undo-2" /><p>${words.say("The import was undone.")} ${left || ""}</p></div>`;
}

/** @param {{ intake: Intake, outcome: Outcome, count: number }} props */
function Choice({ intake, outcome, count }) {
  const { words } = intake;
  const names = { made: intake.done.value ? words.say("Made") : words.say("Will be made"), updated: intake.done.value ? words.say("Changed") : words.say("To be changed"), refused: words.say("Refused"), unchanged: words.say("As they were") };
  return html`<button class="button small quiet" aria-pressed=${intake.shown.value === outcome} disabled=${count === 0} onClick=${() => (intake.shown.value = outcome)}>${names[outcome]} <span class="figures">${words.number(count)}</span></button>`;
}

/** @param {{ intake: Intake, row: Row }} props */
function Line({ intake, row }) {
  const { words, seat } = intake;
  const who = row.name || row.lead || words.say("No name");
  return html`<tr><td class="figures faint">${row.row}</td>
    <th scope="row">${row.lead ? html`<a href=${`/s/${seat}/leads?lead=${row.lead}`}>${who}</a>` : who}</th>
    <td>${row.outcome === "refused" ? html`${row.title}${row.detail && html` <span class="faint">${row.detail}</span>`}` : (row.fields ?? []).map((one) => html`<${Field} key=${one.field} words=${words} one=${one} />`)}</td></tr>`;
}

/** @param {{ words: Words, one: { field: string, before: string, after: string } }} props */
function Field({ words, one }) {
  const before = valueOf(words, one.field, one.before);
  return html`<p class="small"><span class="soft">${fieldOf(words, one.field)}</span> ${before && html`<del>${before}</del> → `}<ins>${valueOf(words, one.field, one.after)}</ins></p>`;
}

/** @param {Words} words @param {string} field @param {string} value */
function valueOf(words, field, value) {
  if (field === "stage") return /** @type {Record<string, string>} */ (stages(words))[value] ?? value;
  if (field === "lost_reason") return /** @type {Record<string, string>} */ (reasons(words))[value] ?? value;
  return field === "do_not_contact" && value ? words.say("yes") : value;
}
