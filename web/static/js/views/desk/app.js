/** The host desk as a whole: three columns where there is room, one part at a time where there is not. */
import { useEffect } from "preact/hooks";

import { moderation } from "../../core/moderation.js";
import { show } from "../../core/selectors.js";
import { Connection } from "../connection.js";
import { html } from "../html.js";
import { After } from "./after.js";
import { Bar } from "./bar.js";
import { CuePanel, Primary } from "./cue.js";
import { Dialogs } from "./dialogs.js";
import { Intents } from "./intents.js";
import { TABS, listen } from "./keys.js";
import { Monitors } from "./monitors.js";
import { People } from "./people.js";
import { PitchPanel } from "./pitch.js";
import { Prompt } from "./prompt.js";
import { Questions } from "./questions.js";
import { Rundown } from "./rundown.js";
import { Spoken } from "./spoken.js";

/** @import { Desk, Tab } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function DeskApp({ desk }) {
  useEffect(() => listen(desk), [desk]);
  const tab = desk.tab.value;
  const over = show(desk.picture)?.status === "ended";
  return html`<div class="desk" data-tab=${tab} data-side=${tab === "people" ? "people" : "questions"}>
    <${Bar} desk=${desk} /><${Connection} seat=${desk.host} />
    <div class="desk-columns">
      <div class="desk-left"><${Rundown} desk=${desk} /><div class="pitch-panel"><${PitchPanel} desk=${desk} /><${Prompt} desk=${desk} /></div></div>
      <div class="desk-middle"><div class="desk-show">${!over && html`<${Monitors} desk=${desk} />`}<${CuePanel} desk=${desk} />${over && html`<${After} desk=${desk} />`}</div><${Intents} desk=${desk} /></div>
      <${Side} desk=${desk} />
    </div>
    <${Tabs} desk=${desk} />
    <${Spoken} desk=${desk} /><${Dialogs} desk=${desk} />
  </div>`;
}

/** Questions and people share a column. @param {{ desk: Desk }} props */
function Side({ desk }) {
  const { words } = desk;
  const people = desk.tab.value === "people";
  return html`<div class="desk-right panel">
    <div class="tabs side-tabs" role="group" aria-label=${words.say("Questions and people")}>
      <a href="#questions" aria-current=${people ? "false" : "page"} onClick=${choose(desk, "questions")}>${words.say("Questions")}<${Waiting} desk=${desk} /></a>
      <a href="#people" aria-current=${people ? "page" : "false"} onClick=${choose(desk, "people")}>${words.say("People")}</a>
    </div>
    <div class="panel-body" tabindex="-1">${people ? html`<${People} desk=${desk} />` : html`<${Questions} desk=${desk} />`}</div>
  </div>`;
}

/** How many questions wait for a decision. @param {{ desk: Desk }} props */
function Waiting({ desk }) {
  const { held } = moderation(desk.picture);
  return held.length ? html`<span class="badge figures" data-tone="accent">${held.length}</span>` : null;
}

/** What a phone has instead of columns. @param {{ desk: Desk }} props */
function Tabs({ desk }) {
  const { words } = desk;
  /** @type {Record<Tab, string>} */
  const names = {
    show: words.say("Show"),
    rundown: words.say("Rundown"),
    questions: words.say("Questions"),
    intents: words.say("Intents"),
    people: words.say("People"),
  };
  return html`<div class="desk-foot">
    <${Primary} desk=${desk} />
    <nav class="desk-tabs" aria-label=${words.say("Parts of the desk")}>
      ${TABS.map((tab) => html`<a href=${`#${tab}`} aria-current=${desk.tab.value === tab ? "page" : "false"} onClick=${choose(desk, tab)}>${names[tab]}${tab === "questions" && html`<${Waiting} desk=${desk} />`}</a>`)}
    </nav>
  </div>`;
}

/** @param {Desk} desk @param {Tab} tab */
const choose = (desk, tab) => (/** @type {Event} */ event) => {
  event.preventDefault();
  desk.tab.value = tab;
};
