/** Other leads of the same person: suggested, merged by a human, and taken apart again. */
import { useState } from "preact/hooks";

import { html } from "../html.js";
import { Icon } from "../icon.js";
import { follow } from "./navigation.js";

/** @import { LeadSheet, Twin } from "../../core/lead_story.js" */
/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace, sheet: LeadSheet }} props */
export function Twins({ workspace, sheet }) {
  const { words } = workspace;
  return html`${sheet.twins.map((twin) => html`<${Suggestion} key=${twin.lead} workspace=${workspace} sheet=${sheet} twin=${twin} />`)}
    ${sheet.merged.map((one) => html`<${Merged} key=${one.lead} workspace=${workspace} one=${one} />`)}`;
}

/** @param {{ workspace: Workspace, sheet: LeadSheet, twin: Twin }} props */
function Suggestion({ workspace, sheet, twin }) {
  const { words, sheets, byLead } = workspace;
  const [busy, work] = useState(false);
  const why = { mail: words.say("the same mail address"), phone: words.say("the same telephone number"), name: words.say("a similar name and organisation") }[twin.why];
  const other = byLead.value.get(twin.lead);
  const merge = async () => {
    work(true);
    await sheets.ask("POST", "/merge", { version: other?.version ?? 0, into: sheet.row.lead }, twin.lead);
    work(false);
  };
  const text = twin.why === "name" ? words.say("May be the same person: {name}", { name: twin.name }) : words.say("The same person: {name}", { name: twin.name });
  return html`<div class="notice" data-tone=${twin.why === "name" ? undefined : "warn"}><${Icon} name="users" /><div class="stack close"><p><a href=${`?lead=${twin.lead}`} onClick=${follow(workspace, { lead: twin.lead })}>${text}</a> <span class="soft small">${[twin.organisation, why].filter(Boolean).join(" · ")}</span></p>
    ${workspace.works && html`<div><button class="button small" disabled=${busy} onClick=${merge}>${words.say("Merge into this lead")}</button></div>`}</div></div>`;
}

/** @param {{ workspace: Workspace, one: LeadSheet["merged"][number] }} props */
function Merged({ workspace, one }) {
  const { words, sheets } = workspace;
  const [busy, work] = useState(false);
  const part = async () => {
    work(true);
    await sheets.ask("DELETE", `/merge?version=${one.version}`, undefined, one.lead);
    work(false);
  };
  return html`<div class="notice"><${Icon} name="link" /><div class="stack close"><p>${words.say("Merged into this lead: {name}", { name: one.name || words.say("No name") })}</p>
    ${workspace.works && html`<div><button class="button small" disabled=${busy} onClick=${part}><${Icon} name="undo-2" />${words.say("Take apart")}</button></div>`}</div></div>`;
}
