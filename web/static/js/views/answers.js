/** The presenter's part: yes to exactly what was stated, or no and why; an organizer's where it is for the host alone. */
import { useState } from "preact/hooks";

import { dayBefore, declinable, due, unanswered } from "../core/answers.js";
import { range } from "../core/money.js";
import { moment } from "../core/time.js";
import { Dialog } from "./dialog.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Statement } from "./statement.js";
import { feedbacks, kindOf, levelOf, stateOf } from "./terms.js";

/** @import { Words } from "../core/words.js" */
/** @import { Command, Feedback, IntentView, ShowView } from "../protocol.js" */

/** @typedef {{ words: Words, intent: IntentView, act: (command: Command) => unknown }} Answering */

/** @param {Answering} props */
export function Answers({ words, intent, act }) {
  const [asking, ask] = useState(/** @type {"accept" | "decline" | null} */ (null));
  const done = () => ask(null);
  if (!declinable(intent)) return null;
  return html`<div class="row close">
      ${unanswered(intent) && html`<button class="button small" onClick=${() => ask("accept")}><${Icon} name="check" />${words.say("Accept…")}</button>`}
      <button class="button quiet small" onClick=${() => ask("decline")}><${Icon} name="x" />${words.say("Decline…")}</button>
    </div>
    ${asking === "accept" && html`<${Accept} words=${words} intent=${intent} act=${act} done=${done} />`}
    ${asking === "decline" && html`<${Decline} words=${words} intent=${intent} act=${act} done=${done} />`}`;
}

/** @param {Answering & { done: () => void }} props */
function Accept({ words, intent, act, done }) {
  const { terms } = intent;
  /** @param {boolean} yes */
  const answer = (yes) => {
    done();
    if (yes) act({ type: "intent.accept", intent: intent.intent, version: intent.version, content: intent.content });
  };
  const next = terms.conditions.length
    ? words.say("With its conditions it is accepted for talks: it cannot be confirmed as it is.")
    : words.say("The investor is then asked to confirm. Nothing binds either side.");
  return html`<${Dialog} title=${words.say("Accept exactly this?")} yes=${words.say("Accept")} no=${words.say("Cancel")} onAnswer=${answer}>
    <p><strong>${kindOf(words, terms.kind)}</strong> ${terms.amount && html`<span class="figures">${range(terms.amount, words.locale)}</span>`} <span class="soft">${levelOf(words, terms.level)}</span></p>
    <${Statement} words=${words} intent=${intent} />
    ${intent.comment && html`<p class="soft">${intent.comment}</p>`}
    <p class="small faint">${next}</p>
  <//>`;
}

/** @param {Answering & { done: () => void }} props */
function Decline({ words, intent, act, done }) {
  const [feedback, choose] = useState(/** @type {Feedback | ""} */ (""));
  const [note, write] = useState("");
  /** @param {boolean} yes */
  const answer = (yes) => {
    if (yes && !feedback) return document.getElementById("decline-feedback")?.focus();
    done();
    if (yes && feedback) act({ type: "intent.decline", intent: intent.intent, feedback, note });
  };
  return html`<${Dialog} title=${words.say("Decline this intent?")} yes=${words.say("Decline")} no=${words.say("Cancel")} danger onAnswer=${answer}>
    <div class="field"><label for="decline-feedback">${words.say("Why")}</label>
      <select class="input" id="decline-feedback" required value=${feedback} onChange=${(/** @type {any} */ event) => choose(event.currentTarget.value)}>
        <option value="" disabled>${words.say("Choose; the investor learns from it")}</option>
        ${Object.entries(feedbacks(words)).map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}
      </select></div>
    <div class="field"><label for="decline-note">${words.say("In your words")} <span class="faint">${words.say("optional")}</span></label>
      <textarea class="input" id="decline-note" rows="2" maxlength="2000" value=${note} onInput=${(/** @type {any} */ event) => write(event.currentTarget.value)}></textarea></div>
  <//>`;
}

/** Where it stands, and until when somebody is to act. @param {{ words: Words, intent: IntentView, show: ShowView | null }} props */
export function Course({ words, intent, show }) {
  const until = untilOf(words, intent, show);
  const reason = [intent.feedback && feedbacks(words)[intent.feedback], intent.reason].filter(Boolean).join(": ");
  return html`<p class="small course"><span class="badge" data-tone=${TONES[intent.state]}>${stateOf(words, intent.state)}</span>
    ${until && html`<span class="faint">${until}</span>`}${reason && html`<span class="soft">${reason}</span>`}</p>`;
}

/** @type {Partial<Record<IntentView["state"], string>>} */
const TONES = { submitted: "warn", seen: "warn", accepted: "good", confirmed: "good" };

/** @param {Words} words @param {IntentView} intent @param {ShowView | null} show */
function untilOf(words, intent, show) {
  const clock = due(intent, show);
  if (clock === null) return "";
  const time = deadlineOf(words, intent, clock);
  return unanswered(intent) ? words.say("answer by {time}", { time }) : words.say("the investor confirms by {time}", { time });
}

/** A deadline in the reader's zone; a day the investor named has none. @param {Words} words @param {Parameters<typeof due>[0]} intent @param {number} clock */
export function deadlineOf(words, intent, clock) {
  const day = dayBefore(intent, clock);
  if (day) return moment(day, words.locale, { dateStyle: "medium", timeZone: "UTC" });
  return moment(new Date(clock).toISOString(), words.locale, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
