/** The live room as a whole: picture first, panels beside or under it, one primary action that stays in its place. */
import { passes } from "../../core/preset.js";
import { board, liveIntent, me, openTo, questionsByVotes, show } from "../../core/selectors.js";
import { Board } from "../board.js";
import { Connection } from "../connection.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Tabs } from "../tabs.js";
import { Documents } from "./documents.js";
import { FORM as INTENT } from "./intent_fields.js";
import { IntentPanel } from "./intent.js";
import { Now } from "./now.js";
import { Programme } from "./programme.js";
import { Questions } from "./questions.js";
import { Stage } from "./stage.js";

/** @import { Room, Tab } from "./room.js" */

/** @type {Record<Tab, (props: { room: Room }) => import("preact").VNode>} */
const PANELS = { intent: IntentPanel, questions: Questions, board: BoardPanel, documents: Documents, programme: Programme };

/** @param {{ room: Room }} props */
export function Frame({ room }) {
  const tab = tabOf(room);
  const Panel = PANELS[tab];
  return html`<div class="room">
    <${Connection} seat=${room.seat} />
    <div class="room-stage"><${Stage} room=${room} /><${Now} room=${room} /></div>
    <div class="room-side">
      <${RoomTabs} room=${room} />
      <div class="room-panel" role="tabpanel" id=${`panel-${tab}`} aria-labelledby=${`tab-${tab}`} tabindex="0"><${Panel} room=${room} /></div>
      <${Action} room=${room} />
    </div>
  </div>`;
}

/** The tab of documents goes with the last of them. @param {Room} room @returns {Tab} */
function tabOf({ tab, materials, focus }) {
  if (tab.value !== "documents" || materials.of(focus.value?.project).length) return tab.value;
  return "board";
}

/** @param {{ room: Room }} props */
function RoomTabs({ room }) {
  const { words, picture } = room;
  const open = questionsByVotes(picture).filter((one) => one.status === "open" && one.pitch === (room.focus.value?.pitch ?? null)).length;
  const documents = room.materials.of(room.focus.value?.project);
  const tabs = [
    ...(room.investing ? [{ name: "intent", label: words.say("Intent") }] : []),
    { name: "questions", label: words.say("Questions"), count: open },
    { name: "board", label: words.say("Board") },
    ...(documents.length ? [{ name: "documents", label: words.say("Files") }] : []),
    { name: "programme", label: words.say("Programme") },
  ];
  return html`<${Tabs} label=${words.say("Panels")} tabs=${tabs} current=${tabOf(room)} onPick=${(/** @type {Tab} */ name) => (room.tab.value = name)} />`;
}

/** @param {{ room: Room }} props */
function BoardPanel({ room }) {
  const { words, picture } = room;
  const pitch = room.focus.value;
  return html`<div class="stack">
    <header class="row"><h2>${words.of(pitch?.title)}</h2>
      ${room.picked.value && html`<button class="button quiet small push" onClick=${() => (room.picked.value = null)}>${words.say("Follow the show")}</button>`}</header>
    <${Board} words=${words} board=${pitch && board(picture, pitch.project)} />
    <${Standing} room=${room} />
  </div>`;
}

/** What holds for every intent. @param {{ room: Room }} props */
export function Standing({ room }) {
  return html`<p class="standing small faint"><${Icon} name="shield-check" />${room.words.say("Non-binding. No money is taken. Not an auction.")}</p>`;
}

/** @param {{ room: Room }} props */
function Action({ room }) {
  const { words } = room;
  const ask = () => {
    room.tab.value = "questions";
    requestAnimationFrame(() => document.getElementById("question")?.focus());
  };
  const mute = me(room.picture)?.muted || show(room.picture)?.status !== "live";
  if (room.auditing) return null;
  if (!room.investing) {
    return html`<div class="room-action"><button class="button primary whole" disabled=${mute} onClick=${ask}>${words.say("Ask a question")}</button></div>`;
  }
  return html`<div class="room-action"><${Standing} room=${room} /><${StateIntent} room=${room} /></div>`;
}

/** @param {Room} room @param {string} open */
function labelOf(room, open) {
  const { words, picture } = room;
  if (open === "talk") return words.say("Ask for a talk");
  const project = room.focus.value?.project;
  const live = project && room.revised(project);
  return live ? words.say("Change intent") : words.say("State intent");
}

/** On its tab it sends the form; from anywhere else it leads there. @param {{ room: Room }} props */
function StateIntent({ room }) {
  const { words } = room;
  const pitch = room.focus.value;
  const open = pitch ? openTo(room.picture, pitch) : "none";
  const here = room.tab.value === "intent" && open !== "none";
  const label = labelOf(room, open);
  return html`<button class="button primary whole" type=${here ? "submit" : "button"} form=${here ? INTENT : undefined}
    disabled=${open === "none" || !passes(room.picture, room.now, "intent")} onClick=${here ? undefined : () => (room.tab.value = "intent")}><${Icon} name="hand" />${label}</button>`;
}
