/** The stage door as a whole: one's own picture, the big clock, and what comes from the room. */
import { unanswered } from "../../core/answers.js";
import { currentPitch, programme, show } from "../../core/selectors.js";
import { Clock, partOf } from "../clock.js";
import { digits, pitchClock } from "../../core/time.js";
import { Connection } from "../connection.js";
import { html } from "../html.js";
import { OwnPicture } from "../own_picture.js";
import { Tabs } from "../tabs.js";
import { Documents } from "./documents.js";
import { Encoder } from "./encoder.js";
import { Intents } from "./intents.js";
import { Return } from "./return.js";
import { Questions, openFor } from "./questions.js";
import { Action } from "./action.js";

/** @import { Door, Tab } from "./door.js" */

/** @type {Record<Tab, (props: { door: Door }) => import("preact").VNode>} */
const PANELS = { questions: Questions, intents: Intents, documents: Documents, encoder: Encoder };

/** @param {{ door: Door }} props */
export function Frame({ door }) {
  const { words } = door;
  const tab = door.tab.value;
  const Panel = PANELS[tab];
  const over = show(door.picture)?.status === "ended";
  return html`<div class="door" data-on=${door.onStage.value} data-over=${over && !door.camera.on}>
    <${Connection} seat=${door.seat} />
    <div class="door-head"><${Prompt} door=${door} /><${BigClock} door=${door} /></div>
    ${!(over && !door.camera.on) && html`<div class="door-self"><${OwnPicture} words=${words} camera=${door.camera} starts=${false} caption=${html`<${OnAir} door=${door} />`} /></div>`}
    ${!over && html`<${Return} door=${door} />`}
    <div class="door-side">
      <${DoorTabs} door=${door} />
      <div class="room-panel" role="tabpanel" id=${`panel-${tab}`} aria-labelledby=${`tab-${tab}`} tabindex="0"><${Panel} door=${door} /></div>
    </div>
    <${Action} door=${door} />
  </div>`;
}

/** @param {{ door: Door }} props */
function OnAir({ door }) {
  if (!door.onStage.value) return null;
  if (!door.sends) return html`<span class="on-air"><span class="light" data-state="waiting">${door.words.say("On stage, without a picture")}</span></span>`;
  return html`<span class="on-air"><span class="light" data-state="live">${door.words.say("On stage: everybody sees and hears you")}</span></span>`;
}

/** @param {{ door: Door }} props */
function DoorTabs({ door }) {
  const { words, picture } = door;
  const project = door.seat.boot.project;
  const stated = Object.values(picture.intent ?? {}).filter((one) => one.project === project && unanswered(one)).length;
  const tabs = [
    { name: "questions", label: words.say("Questions"), count: openFor(door).length },
    ...(project ? [{ name: "intents", label: words.say("Intents"), count: stated }] : []),
    { name: "documents", label: words.say("Files") },
    { name: "encoder", label: words.say("Encoder") },
  ];
  return html`<${Tabs} label=${words.say("Panels")} tabs=${tabs} current=${door.tab.value} onPick=${(/** @type {Tab} */ name) => (door.tab.value = name)} />`;
}

/** The host's last message, large enough for a glance. @param {{ door: Door }} props */
function Prompt({ door }) {
  const { words, picture } = door;
  const prompt = door.seat.boot.project ? picture.prompt?.[door.seat.boot.project] : null;
  return html`<div class="prompt" role="status">${prompt?.text ? html`<p class="small faint">${words.say("From the organizer")}</p><p class="prompt-text" key=${prompt.at}>${prompt.text}</p>` : null}</div>`;
}

/** One's own clock while one's pitch runs; before that, how far away it is. @param {{ door: Door }} props */
function BigClock({ door }) {
  const { words, picture, now } = door;
  const pitch = door.pitch.value ?? currentPitch(picture);
  const clock = pitch && pitchClock(pitch, now);
  return html`<section class="door-clock" aria-label=${words.say("Clock")}>
    ${clock
      ? html`<${Clock} words=${words} pitch=${pitch} now=${now} big /><p class="soft" aria-hidden="true">${partOf(words, clock)} · ${words.say("planned {time}", { time: digits(clock.planned) })}</p>`
      : html`<p class="door-before">${beforeOf(door)}</p>`}
    <h1 class="small faint">${words.of((pitch ?? show(picture))?.title)}</h1>
  </section>`;
}

/** @param {Door} door */
function beforeOf({ words, picture, pitch }) {
  const own = pitch.value;
  if (show(picture)?.status === "ended") return words.say("The roadshow has ended");
  if (!own) return words.say("No pitch is on");
  if (own.phase === "done") return words.say("Your pitch is done. Well spoken.");
  if (own.phase === "skipped") return words.say("Your pitch was skipped; the organizer may bring it back.");
  const pending = programme(picture).filter((one) => one.phase === "pending");
  const ahead = pending.findIndex((one) => one.pitch === own.pitch);
  if (ahead === 0) return words.say("You are next");
  return words.count(ahead, "{count} pitch before yours", "{count} pitches before yours");
}
