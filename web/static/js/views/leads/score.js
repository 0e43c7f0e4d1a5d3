/** How warm a lead is, and what makes it so. */
import { FITS } from "../../core/leads.js";
import { html } from "../html.js";
import { fits } from "./words.js";

/** @import { LeadRow } from "../../core/leads.js" */
/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace, row: LeadRow }} props */
export function Score({ workspace, row }) {
  const { words } = workspace;
  const { most } = workspace.around.value;
  /** @type {[keyof typeof most, string, string][]} */
  const parts = [
    ["intent", words.say("Intent"), words.say("the firmest live intent")],
    ["fit", words.say("Fit"), words.say("as judged here")],
    ["engagement", words.say("Engagement"), words.say("questions, votes, minutes watched, documents downloaded")],
    ["recency", words.say("Recency"), words.say("halved every 14 days")],
  ];
  return html`<section class="lead-section" aria-labelledby="lead-score"><h3 id="lead-score">${words.say("Score")} <span class="figures">${row.score.total}</span></h3>
    <dl class="lead-parts">${parts.map(([name, text, why]) => html`<dt>${text} <span class="faint">${why}</span></dt>
      <dd class="figures"><meter min="0" max=${most[name]} value=${row.score[name]} aria-label=${text}></meter>${words.say("{points} of {most}", { points: row.score[name], most: most[name] })}</dd>`)}</dl>
    <${Fits} workspace=${workspace} row=${row} />
  </section>`;
}

/** @param {{ workspace: Workspace, row: LeadRow }} props */
function Fits({ workspace, row }) {
  const { words } = workspace;
  const names = fits(words);
  const ticked = (/** @type {import("../../core/leads.js").Fit} */ fit) => () => {
    const others = row.fit.filter((one) => one !== fit);
    void workspace.saver.save(row, { fit: FITS.filter((one) => (others.length < row.fit.length ? others : [...row.fit, fit]).includes(one)) });
  };
  return html`<fieldset class="lead-fits" disabled=${!workspace.works}><legend class="small faint">${words.say("Fits in")}</legend>
    ${FITS.map((fit) => html`<label key=${fit} class="check small"><input type="checkbox" checked=${row.fit.includes(fit)} onChange=${ticked(fit)} />${names[fit]}</label>`)}</fieldset>`;
}
