/** Questions about one's own pitch, to answer by voice or in writing. */
import { useState } from "preact/hooks";

import { questionsByVotes } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { QuestionView } from "../../protocol.js" */
/** @import { Door } from "./door.js" */

/** What may be answered from here. @param {Door} door @returns {QuestionView[]} */
function mine({ picture, pitch, seat }) {
  const own = pitch.value?.pitch;
  return questionsByVotes(picture).filter((one) => (seat.boot.project ? one.pitch === own : true));
}

/** @param {Door} door */
export const openFor = (door) => mine(door).filter((one) => one.status === "open");

/** @param {{ door: Door }} props */
export function Questions({ door }) {
  const { words } = door;
  const questions = mine(door);
  if (!questions.length) {
    return html`<div class="empty"><${Icon} name="message-circle-question" /><p>${words.say("Questions for you appear here, the most wanted first.")}</p></div>`;
  }
  return html`<ul class="list">${questions.map((one) => html`<${Question} key=${one.question} door=${door} question=${one} />`)}</ul>`;
}

/** @param {{ door: Door, question: QuestionView }} props */
function Question({ door, question }) {
  const { words, live } = door;
  const [writing, setWriting] = useState(false);
  const pending = live.entries.value.some((entry) => entry.command.type === "question.answer" && entry.command.question === question.question && !entry.refusal);
  const who = question.name ? [question.name, question.organisation].filter(Boolean).join(" · ") : words.say("Anonymous");
  return html`<li class="stack close">
    <p class="door-question">${question.text ?? words.say("The text was erased.")}</p>
    <div class="row close small faint"><span>${who}</span><span class="badge figures"><${Icon} name="thumbs-up" />${words.number(question.votes)}</span></div>
    ${question.status === "answered"
      ? html`<div class="answer"><span class="badge" data-tone="good">${words.say("Answered")}</span><span>${question.answer || words.say("Answered live")}</span></div>`
      : html`<div class="row close">
          <button class="button small" disabled=${pending} onClick=${() => void door.ask({ type: "question.answer", question: question.question })}><${Icon} name="check" />${words.say("Mark as answered live")}</button>
          <button class="button quiet small" aria-expanded=${writing} onClick=${() => setWriting(!writing)}><${Icon} name="pencil" />${words.say("Answer in writing")}</button></div>`}
    ${writing && question.status === "open" && html`<${Written} door=${door} question=${question} onDone=${() => setWriting(false)} />`}
  </li>`;
}

/** @param {{ door: Door, question: QuestionView, onDone: () => void }} props */
function Written({ door, question, onDone }) {
  const { words, seat } = door;
  const name = `answer.${question.question}`;
  const [text, setText] = useState(() => seat.drafts.read(name, ""));
  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    if (!text.trim()) return;
    const outcome = await door.ask({ type: "question.answer", question: question.question, text });
    if (outcome.kind !== "recorded") return;
    seat.drafts.drop(name);
    onDone();
  }
  return html`<form class="stack close" onSubmit=${send}>
    <textarea class="input" rows="2" maxlength="2000" aria-label=${words.say("Your answer")} value=${text}
      onInput=${(/** @type {any} */ event) => { setText(event.currentTarget.value); seat.drafts.keep(name, event.currentTarget.value); }}></textarea>
    <div class="row"><button class="button small push" disabled=${!text.trim()}><${Icon} name="send" />${words.say("Send answer")}</button></div>
  </form>`;
}
