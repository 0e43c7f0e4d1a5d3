/** Questions: asked, voted for, answered. */
import { useState } from "preact/hooks";

import { currentPitch, me, ownQuestions, questionsByVotes, show, votedFor } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { Words } from "../../core/words.js" */
/** @import { OwnQuestionView, QuestionView, QuestionStatus } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

export const FORM = "question-form";

/** @param {{ room: Room }} props */
export function Questions({ room }) {
  const { words, picture } = room;
  const about = room.focus.value;
  const all = questionsByVotes(picture);
  const [now, earlier] = [true, false].map((wanted) => all.filter((one) => (one.pitch === (about?.pitch ?? null)) === wanted));
  return html`<div class="stack questions">
    ${!room.auditing && html`<${Ask} room=${room} />`}
    <${Own} room=${room} />
    ${all.length ? null : html`<div class="empty"><${Icon} name="message-circle-question" /><p>${words.say("Nobody has asked yet. Be the first.")}</p></div>`}
    <${Group} room=${room} title=${about ? words.of(about.title) : words.say("All questions")} questions=${now ?? []} />
    <${Group} room=${room} title=${words.say("Other questions")} questions=${earlier ?? []} />
  </div>`;
}

/** @param {{ room: Room, title: string, questions: QuestionView[] }} props */
function Group({ room, title, questions }) {
  if (!questions.length) return null;
  const own = ownQuestions(room.picture).map((one) => one.question);
  return html`<section class="stack close" aria-label=${title}>
    <h2 class="eyebrow">${title}</h2>
    <ul class="list">${questions.map((one) => html`<${Question} key=${one.question} room=${room} question=${one} own=${own.includes(one.question)} />`)}</ul>
  </section>`;
}

/** @param {{ room: Room }} props */
function Ask({ room }) {
  const { words, picture, seat } = room;
  const [draft, setDraft] = useState(() => seat.drafts.read("question", { text: "", anonymous: false }));
  const shut = shutOf(room);
  /** @param {Partial<typeof draft>} part */
  function change(part) {
    setDraft({ ...draft, ...part });
    seat.drafts.keep("question", { ...draft, ...part });
  }
  /** @param {Event} event */
  function send(event) {
    event.preventDefault();
    if (!draft.text.trim()) return;
    const pitch = currentPitch(picture)?.pitch ?? null;
    void room.ask({ type: "question.ask", text: draft.text, pitch, anonymous: draft.anonymous });
    setDraft({ ...draft, text: "" });
    seat.drafts.drop("question");
  }
  return html`<form id=${FORM} class="stack close" onSubmit=${send}>
    <div class="field">
      <label for="question">${words.say("Your question")}</label>
      <textarea class="input" id="question" rows="2" maxlength="2000" disabled=${!!shut} value=${draft.text}
        aria-describedby="question-hint" onInput=${(/** @type {any} */ event) => change({ text: event.currentTarget.value })}></textarea>
      <p class="hint" id="question-hint">${shut || aboutOf(room)}</p>
    </div>
    <div class="row">
      <label class="check small"><input type="checkbox" checked=${draft.anonymous} disabled=${!!shut} onChange=${(/** @type {any} */ event) => change({ anonymous: event.currentTarget.checked })} /> ${words.say("Ask without my name")}</label>
      <button class="button small push" disabled=${!!shut || !draft.text.trim()}><${Icon} name="send" />${words.say("Ask")}</button>
    </div>
  </form>`;
}

/** Why nothing can be asked now, if so. @param {Room} room */
function shutOf({ words, picture }) {
  if (me(picture)?.muted) return words.say("The organizer has muted you; you can still watch and state intents.");
  const status = show(picture)?.status;
  return status === "live" ? "" : words.say("Questions can be asked while the roadshow is live.");
}

/** @param {Room} room */
function aboutOf({ words, picture }) {
  const pitch = currentPitch(picture);
  const held = show(picture)?.moderated ? words.say("The organizer reads it first.") : "";
  return `${pitch ? words.say("About {title}.", { title: words.of(pitch.title) }) : ""} ${held}`.trim();
}

/** What one has asked, and how it stands; on its way too. @param {{ room: Room }} props */
function Own({ room }) {
  const { words, picture, live } = room;
  const own = ownQuestions(picture).filter((one) => one.status !== "open" && one.status !== "withdrawn");
  const waiting = live.entries.value.filter((entry) => entry.command.type === "question.ask");
  if (!own.length && !waiting.length) return null;
  return html`<section class="stack close" aria-labelledby="own-questions">
    <h2 id="own-questions" class="eyebrow">${words.say("Yours")}</h2>
    <ul class="list">
      ${waiting.map((entry) => html`<${Waiting} key=${entry.key} room=${room} entry=${entry} />`)}
      ${own.map((one) => html`<li key=${one.question} class="stack close"><p>${one.text}</p>
        <div class="row"><${State} words=${words} status=${one.status} />
          ${one.status === "held" && html`<${Withdraw} room=${room} question=${one} />`}</div></li>`)}
    </ul>
  </section>`;
}

/** @param {{ room: Room, entry: import("../../net/outbox.js").Entry }} props */
function Waiting({ room, entry }) {
  const { words, live } = room;
  const text = entry.command.type === "question.ask" ? entry.command.text : "";
  return html`<li class="stack close"><p>${text}</p>
    ${entry.refusal
      ? html`<p class="error"><${Icon} name="circle-alert" />${entry.refusal.title}</p>
          <p class="small faint figures">${words.say("Reference")} ${entry.key}</p>
          <div class="row"><button class="button small" onClick=${() => void live.outbox.drop(entry.key)}>${words.say("Discard")}</button></div>`
      : html`<p class="small faint">${words.say("Being sent…")}</p>`}
  </li>`;
}

/** @param {{ room: Room, question: OwnQuestionView }} props */
function Withdraw({ room, question }) {
  return html`<button class="button quiet small push" onClick=${() => void room.ask({ type: "question.withdraw", question: question.question })}>${room.words.say("Take back")}</button>`;
}

/** @param {{ words: Words, status: QuestionStatus }} props */
function State({ words, status }) {
  /** @type {Record<QuestionStatus, [string, string]>} */
  const table = {
    held: ["warn", words.say("The organizer is reading it")],
    open: ["accent", words.say("Open")],
    answered: ["good", words.say("Answered")],
    dismissed: ["", words.say("Not taken up")],
    withdrawn: ["", words.say("Taken back")],
  };
  const [tone, text] = table[status];
  return html`<span class="badge" data-tone=${tone}>${text}</span>`;
}

/** @param {{ room: Room, question: QuestionView, own: boolean }} props */
function Question({ room, question, own }) {
  const { words, picture } = room;
  const pitch = question.pitch && question.pitch !== room.focus.value?.pitch ? picture.pitch?.[question.pitch] : null;
  const who = question.name ? [question.name, question.organisation].filter(Boolean).join(" · ") : words.say("Anonymous");
  return html`<li class="question">
    <${Vote} room=${room} question=${question} own=${own} />
    <div class="stack close">
      <p>${question.text ?? words.say("The text was erased.")}</p>
      <p class="small faint">${own ? words.say("You") : who}${pitch ? ` · ${words.of(pitch.title)}` : ""}</p>
      ${question.status === "answered" && html`<div class="answer"><span class="badge" data-tone="good">${words.say("Answered")}</span>
        <span>${question.answer || words.say("Answered live")}</span></div>`}
    </div>
  </li>`;
}

/** @param {{ room: Room, question: QuestionView, own: boolean }} props */
function Vote({ room, question, own }) {
  const { words, picture, live } = room;
  const pending = live.entries.value.findLast((entry) => "question" in entry.command && entry.command.question === question.question)?.command.type;
  const voted = pending ? pending === "question.vote" : votedFor(picture, question.question);
  const votes = question.votes + Number(voted) - Number(votedFor(picture, question.question));
  const label = words.count(votes, "{count} vote", "{count} votes");
  return html`<button class="button small vote" aria-pressed=${voted} aria-label=${`${label}. ${words.say("Vote for this question")}`}
    disabled=${own || room.auditing || question.status === "answered"} aria-busy=${pending ? "true" : undefined}
    onClick=${() => !pending && void room.ask({ type: voted ? "question.unvote" : "question.vote", question: question.question })}>
    <${Icon} name="thumbs-up" /><span class="figures" aria-hidden="true">${words.number(votes)}</span></button>`;
}
