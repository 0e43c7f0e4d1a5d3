/** The meetings page as a whole: tabs for what the reader has to do with meetings, and the dialog that is open. */
import { grouped } from "../../core/meetings.js";
import { Connection } from "../connection.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Tabs } from "../tabs.js";
import { Dialogs } from "./dialogs.js";
import { Meetings } from "./list.js";
import { Ranking } from "./ranking.js";
import { Rules } from "./rules.js";
import { Timetable } from "./timetable.js";

/** @import { Diary, Tab } from "./diary.js" */

/** @type {Record<Tab, (props: { diary: Diary }) => import("preact").VNode>} */
const PANELS = { meetings: Meetings, ranking: Ranking, timetable: Timetable, rules: Rules };

/** @type {Record<import("../../protocol.js").Side | "auditor", [string, string]>} */
const HOMES = { investor: ["live", "radio"], project: ["stage", "video"], organizer: ["desk", "layout-dashboard"], auditor: ["desk", "layout-dashboard"] };

/** @param {{ diary: Diary }} props */
export function MeetingsApp({ diary }) {
  const { words } = diary;
  const tab = diary.tab.value;
  const Panel = PANELS[tab];
  return html`<div class="meetings" data-wide=${tab === "timetable"}>
    <${Connection} seat=${diary.place} />
    <header class="meetings-head"><h1>${words.say("Meetings")}</h1><${Back} diary=${diary} /></header>
    <${PageTabs} diary=${diary} />
    <div class="meetings-panel" role="tabpanel" id=${`panel-${tab}`} aria-labelledby=${`tab-${tab}`} tabindex="0"><${Panel} diary=${diary} /></div>
    <${Dialogs} diary=${diary} />
  </div>`;
}

/** Back to where the reader belongs during the show. @param {{ diary: Diary }} props */
function Back({ diary }) {
  const { words, seat } = diary;
  const home = diary.reads ? "auditor" : diary.side;
  const [page, icon] = HOMES[home];
  const names = { auditor: words.say("Host desk"), investor: words.say("Live room"), project: words.say("Stage door"), organizer: words.say("Host desk") };
  return html`<a class="button quiet small push" href=${`/s/${seat}/${page}`}><${Icon} name=${icon} />${names[home]}</a>`;
}

/** @param {{ diary: Diary }} props */
function PageTabs({ diary }) {
  const { words, side } = diary;
  const waiting = grouped(diary.meetings, side, diary.now).get("answer")?.length ?? 0;
  const own = [{ name: "meetings", label: words.say("Meetings"), count: waiting }, { name: "ranking", label: words.say("Ranking") }];
  const whole = [{ name: "timetable", label: words.say("Timetable") }, { name: "meetings", label: words.say("Meetings") }, ...(diary.reads ? [] : [{ name: "rules", label: words.say("Times and places") }])];
  return html`<${Tabs} label=${words.say("Panels")} tabs=${side === "organizer" ? whole : own} current=${diary.tab.value}
    onPick=${(/** @type {Tab} */ name) => (diary.tab.value = name)} />`;
}
