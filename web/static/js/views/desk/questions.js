/** The moderation queue: what waits, what is open by votes, what was answered or dismissed. */
import { useState } from "preact/hooks";

import { moderation } from "../../core/moderation.js";
import { all, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { QuestionView } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** @typedef {keyof import("../../core/moderation.js").Queue} Pile */

/** @param {{ desk: Desk }} props */
export function Questions({ desk }) {
  const { words } = desk;
  const queue = moderation(desk.picture);
  const [pile, choose] = useState(/** @type {Pile} */ (show(desk.picture)?.moderated === false ? "open" : "held"));
  /** @type {[Pile, string][]} */
  const piles = [
    ["held", words.say("To review")],
    ["open", words.say("Open")],
    ["answered", words.say("Answered")],
    ["dismissed", words.say("Dismissed")],
  ];
  return html`<div class="questions">
    <div class="segments piles" role="group" aria-label=${words.say("Questions")}>
      ${piles.map(([name, word]) => html`<button aria-pressed=${pile === name} onClick=${() => choose(name)}>${word}<span class="figures pile-count" data-some=${name === "held" && queue.held.length > 0}>${queue[name].length}</span></button>`)}
    </div>
    ${queue[pile].length
      ? html`<ul class="list question-list" role="list">${queue[pile].map((question) => html`<${Question} key=${question.question} desk=${desk} question=${question} />`)}</ul>`
      : html`<div class="empty"><${Icon} name="message-circle-question" /><p>${nothingIn(desk, pile)}</p></div>`}
    <${LastDone} desk=${desk} />
  </div>`;
}

/** @param {Desk} desk @param {Pile} pile */
function nothingIn({ words }, pile) {
  /** @type {Record<Pile, string>} */
  const table = {
    held: words.say("No question waits for you."),
    open: words.say("No open question."),
    answered: words.say("No question was answered yet."),
    dismissed: words.say("No question was dismissed."),
  };
  return table[pile];
}

/** What was done last, and the way back. @param {{ desk: Desk }} props */
function LastDone({ desk }) {
  const done = desk.done.value;
  return html`<div class="last-done" role="status" data-some=${done !== null}>
    ${done && html`<span class="small truncate">${done.said}</span>`}
    ${done?.undo && html`<button class="button quiet small" aria-keyshortcuts="u" onClick=${() => desk.undo()}><${Icon} name="undo-2" />${desk.words.say("Undo")}</button>`}
  </div>`;
}

/** @param {{ desk: Desk, question: QuestionView }} props */
function Question({ desk, question }) {
  const { words } = desk;
  const [writing, write] = useState(false);
  const pitch = question.pitch ? all(desk.picture, "pitch")[question.pitch] : null;
  const votes = words.count(question.votes, "{count} vote", "{count} votes");
  return html`<li class="question">
    <p class="question-text">${question.text ?? words.say("(the text was erased)")}</p>
    <p class="small faint question-facts"><span>${whoOf(desk, question)}</span><span class="figures">${moment(question.at, words.locale)}</span>${pitch && html`<span class="truncate">${words.of(pitch.title)}</span>`}
      ${question.status !== "held" && html`<span class="figures question-votes"><${Icon} name="thumbs-up" />${votes}</span>`}</p>
    ${question.answer && html`<p class="small answer">${question.answer}</p>`}
    ${desk.reads ? null : writing ? html`<${Answer} desk=${desk} question=${question} done=${() => write(false)} />` : html`<${Actions} desk=${desk} question=${question} write=${() => write(true)} />`}
  </li>`;
}

/** @param {Desk} desk @param {QuestionView} question */
function whoOf({ words }, { name, organisation, anonymous }) {
  const who = [name, organisation].filter(Boolean).join(" · ") || words.say("No name");
  return anonymous ? words.say("{who} (anonymous to others)", { who }) : who;
}

/** @param {{ desk: Desk, question: QuestionView, write: () => void }} props */
function Actions({ desk, question, write }) {
  const { words } = desk;
  const id = { question: question.question };
  const approve = /** @type {const} */ ({ type: "question.approve", ...id });
  const dismiss = /** @type {const} */ ({ type: "question.dismiss", ...id });
  const answer = /** @type {const} */ ({ type: "question.answer", ...id });
  const { status } = question;
  return html`<div class="row close question-actions">
    ${status === "held" && html`<button class="button small" onClick=${() => desk.moderate(approve, { said: words.say("Shown to everybody"), undo: dismiss })}><${Icon} name="check" />${words.say("Approve")}</button>`}
    ${status === "open" && html`<button class="button small" onClick=${() => desk.moderate(answer, { said: words.say("Marked as answered"), undo: null })}><${Icon} name="circle-check" />${words.say("Answered live")}</button>`}
    ${status !== "dismissed" && html`<button class="button quiet small" onClick=${write}><${Icon} name="pencil" />${words.say("Answer in writing")}</button>`}
    ${status !== "dismissed" && html`<button class="button quiet small" onClick=${() => desk.moderate(dismiss, { said: words.say("Dismissed"), undo: approve })}><${Icon} name="x" />${words.say("Dismiss")}</button>`}
    ${status === "dismissed" && html`<button class="button small" onClick=${() => desk.moderate(approve, { said: words.say("Shown to everybody"), undo: dismiss })}><${Icon} name="undo-2" />${words.say("Bring back")}</button>`}
  </div>`;
}

/** @param {{ desk: Desk, question: QuestionView, done: () => void }} props */
function Answer({ desk, question, done }) {
  const { words } = desk;
  const [text, type] = useState(question.answer ?? "");
  const field = `answer-${question.question}`;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const command = /** @type {const} */ ({ type: "question.answer", question: question.question, text: text.trim() });
    await desk.moderate(command, { said: words.say("Answered in writing"), undo: null });
    done();
  };
  return html`<form class="stack close" onSubmit=${submit} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && done()}>
    <label class="visually-hidden" for=${field}>${words.say("Answer")}</label>
    <textarea class="input" id=${field} maxlength="2000" required autofocus ref=${focus} value=${text} onInput=${(/** @type {any} */ event) => type(event.target.value)}></textarea>
    <div class="row close"><button class="button small primary" disabled=${!text.trim()}>${words.say("Publish the answer")}</button>
      <button type="button" class="button quiet small" onClick=${done}>${words.say("Cancel")}</button></div>
  </form>`;
}

/** @param {HTMLElement | null} element */
const focus = (element) => element?.focus();
