/** One intent of one's own that is on record: where it stands, its receipt, and what may still be done with it. */
import { useState } from "preact/hooks";

import { confirmable, due, unanswered } from "../../core/answers.js";
import { formOf } from "../../core/intent_form.js";
import { range } from "../../core/money.js";
import { isLive, isOpen, pitchOf, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { deadlineOf } from "../answers.js";
import { Dialog } from "../dialog.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Statement } from "../statement.js";
import { feedbacks, kindOf, levelOf, stateOf, visibilities } from "../terms.js";
import { toast } from "../toast.js";
import { Receipt } from "./receipt.js";

/** @import { OwnIntentView, Terms } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @typedef {{ room: Room, intent: OwnIntentView }} Props */

/** @param {Props} props */
export function Recorded({ room, intent }) {
  const { words } = room;
  const [asking, ask] = useState(/** @type {"confirm" | "withdraw" | "retract" | null} */ (null));
  const busy = room.live.entries.value.some(({ command }) => "intent" in command && command.intent === intent.intent && ENDS.includes(command.type));
  const Question = asking && QUESTIONS[asking];
  return html`<li class="stack close own-intent" data-over=${!isLive(intent)}>
    <${Line} room=${room} project=${intent.project} terms=${intent.terms} />
    <${Statement} words=${words} intent=${intent} />
    ${intent.inside && html`<p class="small faint">${words.say("Counts inside the joint intent of your consortium")}</p>`}
    <${Standing} room=${room} intent=${intent} busy=${busy} />
    ${confirmable(intent) && html`<button class="button primary" disabled=${busy} onClick=${() => ask("confirm")}><${Icon} name="circle-check" />${words.say("Confirm…")}</button>`}
    <div class="row close">
      <${Receipt} room=${room} intent=${intent} />
      ${isOpen(intent) && html`<a class="button quiet small" href=${`/s/${room.seat.boot.seat}/meetings?ask=${intent.project}`}><${Icon} name="calendar-plus" />${words.say("Meet")}</a>`}
      ${isOpen(intent) && html`<button class="button quiet small" onClick=${() => open(room, intent.project, intent)}><${Icon} name="pencil" />${words.say("Change")}</button>
        <button class="button quiet small danger" disabled=${busy} onClick=${() => ask("withdraw")}><${Icon} name="undo-2" />${words.say("Withdraw")}</button>`}
      ${intent.state === "confirmed" && html`<button class="button quiet small danger" disabled=${busy} onClick=${() => ask("retract")}><${Icon} name="undo-2" />${words.say("Retract…")}</button>`}
    </div>
    ${Question && html`<${Question} room=${room} intent=${intent} done=${() => ask(null)} />`}
  </li>`;
}

/** @type {readonly string[]} */
const ENDS = ["intent.withdraw", "intent.confirm", "intent.retract"];

/** What it is about, in two lines. @param {{ room: Room, project: string, terms: Pick<Terms, "kind"> & Partial<Terms> }} props */
export function Line({ room, project, terms }) {
  const { words, picture } = room;
  const amount = terms.amount ? range(terms.amount, words.locale) : "";
  return html`<div>
    <p><strong>${kindOf(words, terms.kind)}</strong>${terms.consortium && html` <span class="badge" data-tone="accent">${words.say("Joint")}</span>`}${amount && html` <span class="figures">${amount}</span>`}</p>
    <p class="small faint">${[words.of(pitchOf(picture, project)?.title), levelOf(words, terms.level ?? "interested"), visibilities(words)[terms.visibility ?? "presenter"][0]].join(" · ")}</p>
  </div>`;
}

/** Put it into the form. @param {Room} room @param {string} project @param {Parameters<typeof formOf>[0]} intent */
export function open(room, project, intent) {
  if (room.focus.value?.project !== project) room.picked.value = project;
  room.tab.value = "intent";
  room.fill(project, formOf(intent, room.form(project).currency));
  document.getElementById("panel-intent")?.scrollTo({ top: 0 });
}

/** @param {Props & { busy: boolean }} props */
function Standing({ room, intent, busy }) {
  const { words } = room;
  if (busy) return html`<p class="light small" data-state="waiting">${words.say("Being recorded…")}</p>`;
  const [light, text] = sentenceOf(room, intent);
  const why = [intent.feedback && feedbacks(words)[intent.feedback], intent.reason].filter(Boolean).join(": ");
  return html`<p class="light small" data-state=${light}><span>${text}</span></p>
    ${why && html`<p class="small soft">${why}</p>`}`;
}

/** Where it stands, and what happens next. @param {Room} room @param {OwnIntentView} intent @returns {[string, string]} */
function sentenceOf({ words, picture }, intent) {
  const { state, version, terms } = intent;
  const time = moment(intent.since, words.locale, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const clock = due(intent, show(picture));
  const until = clock === null ? "" : deadlineOf(words, intent, clock);
  if (unanswered(intent)) {
    const sure = words.say("On record, version {version}", { version });
    const seen = state === "seen" ? words.say("seen {time}", { time }) : words.say("not seen yet");
    return ["ready", `${sure} · ${seen}`];
  }
  if (state === "accepted" && terms.conditions.length) return ["ready", words.say("Accepted for talks {time}; with conditions it cannot be confirmed", { time })];
  if (state === "accepted") return ["waiting", words.say("Accepted {time}; confirm by {until}", { time, until })];
  if (state === "confirmed") return ["ready", words.say("Confirmed by both sides {time}; it still binds nobody", { time })];
  return ["off", words.say("{state} {time}; it counts nowhere", { state: stateOf(words, state), time })];
}

/** What was said, before something is done with it. @param {Props} props */
function Said({ room, intent }) {
  const { words } = room;
  return html`<p><strong>${kindOf(words, intent.terms.kind)}</strong> ${intent.terms.amount ? range(intent.terms.amount, words.locale) : ""} <span class="soft">${levelOf(words, intent.terms.level)}</span></p>
    <${Statement} words=${words} intent=${intent} />`;
}

/** @param {Props & { done: () => void }} props */
function Confirm({ room, intent, done }) {
  const { words } = room;
  /** @param {boolean} yes */
  async function answer(yes) {
    done();
    if (!yes) return;
    const outcome = await room.ask({ type: "intent.confirm", intent: intent.intent, version: intent.version, content: intent.content });
    if (outcome.kind === "recorded") toast(room.words.say("Confirmed. Both sides have said the same."), "good");
  }
  return html`<${Dialog} title=${words.say("Confirm exactly this?")} yes=${words.say("Confirm")} no=${words.say("Not yet")} onAnswer=${answer}>
    <${Said} room=${room} intent=${intent} />
    <p class="small faint">${words.say("The presenters of {title} have accepted it. It is not binding, and no money is taken.", { title: words.of(pitchOf(room.picture, intent.project)?.title) })}</p>
  <//>`;
}

/** @param {Props & { done: () => void }} props */
function Withdraw({ room, intent, done }) {
  const { words } = room;
  /** @param {boolean} yes */
  async function answer(yes) {
    done();
    if (!yes) return;
    const outcome = await room.ask({ type: "intent.withdraw", intent: intent.intent });
    if (outcome.kind === "recorded") toast(room.words.say("Withdrawn. It counts nowhere any more."), "good");
  }
  return html`<${Dialog} title=${words.say("Withdraw this intent?")} yes=${words.say("Withdraw")} no=${words.say("Keep it")} danger onAnswer=${answer}>
    <${Said} room=${room} intent=${intent} />
    <p>${words.say("It will count nowhere any more, at once and for good. While the window is open you can state another.")}</p>
  <//>`;
}

/** @param {Props & { done: () => void }} props */
function Retract({ room, intent, done }) {
  const { words } = room;
  const [reason, write] = useState("");
  /** @param {boolean} yes */
  async function answer(yes) {
    if (yes && !reason.trim()) return document.getElementById("retract-reason")?.focus();
    done();
    if (!yes) return;
    const outcome = await room.ask({ type: "intent.retract", intent: intent.intent, reason });
    if (outcome.kind === "recorded") toast(room.words.say("Retracted. The presenter sees it, with your reason."), "good");
  }
  return html`<${Dialog} title=${words.say("Retract what you confirmed?")} yes=${words.say("Retract")} no=${words.say("Keep it")} danger onAnswer=${answer}>
    <${Said} room=${room} intent=${intent} />
    <div class="field"><label for="retract-reason">${words.say("Why")}</label>
      <textarea class="input" id="retract-reason" rows="2" maxlength="2000" required value=${reason} onInput=${(/** @type {any} */ event) => write(event.currentTarget.value)}></textarea>
      <p class="hint">${words.say("The presenter goes on seeing that it was confirmed and retracted, and why.")}</p></div>
  <//>`;
}

const QUESTIONS = { confirm: Confirm, withdraw: Withdraw, retract: Retract };
