/** One's own intents: on their way, on record with a receipt, refused with what can be done. */
import { useState } from "preact/hooks";

import { asTalk, formOf } from "../../core/intent_form.js";
import { range } from "../../core/money.js";
import { isLive, isOpen, ownIntents, pitchOf } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { Dialog } from "../dialog.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf, levelOf, stateOf, visibilities } from "../terms.js";
import { toast } from "../toast.js";
import { Receipt } from "./receipt.js";

/** @import { Words } from "../../core/words.js" */
/** @import { Entry } from "../../net/outbox.js" */
/** @import { OwnIntentView, ReviseIntent, StateIntent, Terms } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function OwnIntents({ room }) {
  const { words, picture, live } = room;
  const waiting = live.entries.value.filter((entry) => termsIn(entry));
  const own = ownIntents(picture);
  if (!waiting.length && !own.length) return null;
  return html`<section class="stack close own-intents" aria-labelledby="own-intents">
    <h2 id="own-intents" class="eyebrow">${words.say("Your intents")}</h2>
    <ul class="list">
      ${waiting.map((entry) => html`<${Waiting} key=${entry.key} room=${room} entry=${entry} />`)}
      ${own.map((one) => html`<${Recorded} key=${one.intent} room=${room} intent=${one} />`)}
    </ul>
  </section>`;
}

/** @param {Entry} entry @returns {StateIntent | ReviseIntent | null} */
function termsIn({ command }) {
  return command.type === "intent.state" || command.type === "intent.revise" ? command : null;
}

/** The project that a command is about. @param {Room} room @param {StateIntent | ReviseIntent} command */
function projectOf({ picture }, command) {
  return command.type === "intent.state" ? command.project : (picture.own_intent?.[command.intent]?.project ?? "");
}

/** @param {{ room: Room, entry: Entry }} props */
function Waiting({ room, entry }) {
  const { words, live } = room;
  const command = termsIn(entry);
  if (!command) return null;
  const project = projectOf(room, command);
  return html`<li class="stack close own-intent">
    <${Line} room=${room} project=${project} terms=${command} />
    ${entry.refusal ? html`<${Refused} room=${room} entry=${entry} command=${command} project=${project} />` : html`<p class="light small" data-state="waiting">${live.line.value.name === "live" ? words.say("Sent; not on record yet") : words.say("Kept here; sent as soon as the network is back")}</p>`}
  </li>`;
}

/** @param {{ room: Room, entry: Entry, command: StateIntent | ReviseIntent, project: string }} props */
function Refused({ room, entry, command, project }) {
  const { words, live } = room;
  const drop = () => void live.outbox.drop(entry.key);
  const late = entry.refusal?.code === "window_closed" && command.kind !== "talk";
  return html`<p class="error" role="alert"><${Icon} name="circle-alert" />${words.say("Not recorded:")} ${entry.refusal?.title}</p>
    <div class="row close">
      ${late
        ? html`<button class="button small" onClick=${() => { drop(); void room.ask(asTalk(command, project)); }}>${words.say("Ask for a talk instead")}</button>`
        : html`<button class="button small" onClick=${() => { drop(); edit(room, project, command); }}>${words.say("Change and send again")}</button>`}
      <button class="button quiet small" onClick=${drop}>${words.say("Discard")}</button>
    </div>`;
}

/** @param {Room} room @param {string} project @param {StateIntent | ReviseIntent} command */
function edit(room, project, command) {
  const terms = /** @type {Terms} */ ({ level: "interested", amount: null, instrument: null, decide_by: null, visibility: "presenter", aggregate: true, ...command });
  open(room, project, { terms, comment: command.comment ?? "" });
}

/** @param {Room} room @param {string} project @param {Pick<OwnIntentView, "terms" | "comment">} intent */
function open(room, project, intent) {
  if (room.focus.value?.project !== project) room.picked.value = project;
  room.tab.value = "intent";
  room.fill(project, formOf(/** @type {OwnIntentView} */ (intent), room.form(project).currency));
  document.getElementById("panel-intent")?.scrollTo({ top: 0 });
}

/** @param {{ room: Room, intent: OwnIntentView }} props */
function Recorded({ room, intent }) {
  const { words } = room;
  const [asking, setAsking] = useState(false);
  const withdrawing = room.live.entries.value.some((entry) => entry.command.type === "intent.withdraw" && entry.command.intent === intent.intent);
  return html`<li class="stack close own-intent" data-over=${!isLive(intent)}>
    <${Line} room=${room} project=${intent.project} terms=${intent.terms} />
    <${Standing} words=${words} intent=${intent} withdrawing=${withdrawing} />
    <div class="row close">
      <${Receipt} room=${room} intent=${intent} />
      ${isOpen(intent) && html`<a class="button quiet small" href=${`/s/${room.seat.boot.seat}/meetings?ask=${intent.project}`}><${Icon} name="calendar-plus" />${words.say("Meet")}</a>`}
      ${isOpen(intent) && html`<button class="button quiet small" onClick=${() => open(room, intent.project, intent)}><${Icon} name="pencil" />${words.say("Change")}</button>
        <button class="button quiet small danger" disabled=${withdrawing} onClick=${() => setAsking(true)}><${Icon} name="undo-2" />${words.say("Withdraw")}</button>`}
    </div>
    ${asking && html`<${Withdraw} room=${room} intent=${intent} onDone=${() => setAsking(false)} />`}
  </li>`;
}

/** @param {{ words: Words, intent: OwnIntentView, withdrawing: boolean }} props */
function Standing({ words, intent, withdrawing }) {
  const time = moment(intent.since, words.locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const state = stateOf(words, intent.state);
  if (withdrawing) return html`<p class="light small" data-state="waiting">${words.say("Being withdrawn…")}</p>`;
  if (!isLive(intent)) return html`<p class="light small" data-state="off">${words.say("{state} {time}; it counts nowhere", { state, time })}</p>`;
  if (intent.state !== "submitted") return html`<p class="light small" data-state="ready"><span>${words.say("{state} {time}, version {version}", { state, time, version: intent.version })}</span></p>`;
  return html`<p class="light small" data-state="ready"><span>${words.say("On record {time}, version {version}", { time, version: intent.version })}</span></p>`;
}

/** @param {{ room: Room, project: string, terms: Pick<Terms, "kind"> & Partial<Terms> }} props */
function Line({ room, project, terms }) {
  const { words, picture } = room;
  const amount = terms.amount ? range(terms.amount, words.locale) : "";
  return html`<div>
    <p><strong>${kindOf(words, terms.kind)}</strong>${amount && html` <span class="figures">${amount}</span>`}</p>
    <p class="small faint">${[words.of(pitchOf(picture, project)?.title), levelOf(words, terms.level ?? "interested"), visibilities(words)[terms.visibility ?? "presenter"][0]].join(" · ")}</p>
  </div>`;
}

/** @param {{ room: Room, intent: OwnIntentView, onDone: () => void }} props */
function Withdraw({ room, intent, onDone }) {
  const { words } = room;
  /** @param {boolean} yes */
  async function answer(yes) {
    onDone();
    if (!yes) return;
    const outcome = await room.ask({ type: "intent.withdraw", intent: intent.intent });
    if (outcome.kind === "recorded") toast(room.words.say("Withdrawn. It counts nowhere any more."), "good");
  }
  return html`<${Dialog} title=${words.say("Withdraw this intent?")} yes=${words.say("Withdraw")} no=${words.say("Keep it")} danger onAnswer=${answer}>
    <p><strong>${kindOf(words, intent.terms.kind)}</strong> ${intent.terms.amount ? range(intent.terms.amount, words.locale) : ""}</p>
    <p>${words.say("It will count nowhere any more, at once and for good. While the window is open you can state another.")}</p>
  <//>`;
}
