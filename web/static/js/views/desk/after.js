/** What there is to do once the roadshow is over: a report for each project that presented, and meetings. */
import { programme } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { Desk } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function After({ desk }) {
  const { words, seat } = desk;
  const presented = programme(desk.picture).filter((pitch) => pitch.phase === "done");
  return html`<section class="stack close" aria-labelledby="after-title">
    <h2 id="after-title">${words.say("Reports")}</h2>
    ${presented.length
      ? html`<ul class="list" role="list">${presented.map((pitch) => html`<li key=${pitch.pitch}><a class="after-report" href=${`/s/${seat}/report/${pitch.project}`}><${Icon} name="chart-line" />${words.of(pitch.title)}</a></li>`)}</ul>`
      : html`<p class="soft">${words.say("No project presented, so there is no report.")}</p>`}
    <p><a class="button" href=${`/s/${seat}/meetings`}><${Icon} name="calendar" />${words.say("Meetings")}</a></p>
  </section>`;
}
