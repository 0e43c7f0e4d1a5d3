/** What investors said they would do: a board for each project, and the feed with names. */
import { useState } from "preact/hooks";

import { all, currentPitch, intents, isLive, isOpen, programme, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { range } from "../../core/money.js";
import { Answers, Course } from "../answers.js";
import { Dialog } from "../dialog.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Joint } from "../joint.js";
import { Statement } from "../statement.js";
import { kindOf, levelOf } from "../terms.js";
import { EnterSlip, Link } from "./slip.js";

/** @import { BoardView, Command, IntentKind, IntentView, PitchView } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function Intents({ desk }) {
  const { words, picture } = desk;
  const feed = intents(picture);
  return html`<section class="panel intents" aria-labelledby="intents-title">
    <div class="panel-head"><h2 id="intents-title">${words.say("Intents")}</h2><p class="small faint">${words.say("Non-binding. No money is taken.")}</p>${!desk.reads && html`<${EnterSlip} desk=${desk} />`}</div>
    <div class="panel-body intents-body" tabindex="0" role="group" aria-labelledby="intents-title">
      <${Boards} desk=${desk} />
      ${feed.length
        ? html`<ol class="list feed" role="list">${feed.map((intent) => html`<${Intent} key=${intent.intent} desk=${desk} intent=${intent} />`)}</ol>`
        : html`<div class="empty"><${Icon} name="receipt" /><p>${show(picture)?.status === "ended" ? words.say("Nobody stated an intent.") : words.say("Intents appear here as investors state them.")}</p></div>`}
    </div>
  </section>`;
}

/** The pitch that is on first. @param {{ desk: Desk }} props */
function Boards({ desk }) {
  const { words, picture } = desk;
  const boards = all(picture, "board");
  const on = currentPitch(picture)?.pitch;
  const pitches = programme(picture).filter((pitch) => boards[pitch.project]?.parties);
  if (!pitches.length) return null;
  pitches.sort((a, b) => Number(b.pitch === on) - Number(a.pitch === on));
  return html`<div class="boards"><table class="table board-table">
    <caption class="visually-hidden">${words.say("Intents by project")}</caption>
    <thead><tr><th scope="col">${words.say("Project")}</th><th scope="col" class="number">${words.say("Investors")}</th><th scope="col">${words.say("Kinds")}</th><th scope="col" class="number">${words.say("Sum of ranges")}</th></tr></thead>
    <tbody>${pitches.map((pitch) => html`<${Board} key=${pitch.pitch} desk=${desk} pitch=${pitch} board=${boards[pitch.project]} />`)}</tbody>
  </table></div>`;
}

/** @param {{ desk: Desk, pitch: PitchView, board: BoardView }} props */
function Board({ desk, pitch, board }) {
  const { words } = desk;
  const kinds = /** @type {[IntentKind, number][]} */ (Object.entries(board.kinds));
  return html`<tr>
    <th scope="row">${words.of(pitch.title)}</th>
    <td class="number">${words.number(board.parties)}</td>
    <td><div class="board-kinds">${kinds.map(([kind, count]) => html`<span>${kindOf(words, kind)} <span class="faint figures">${count}</span></span>`)}</div></td>
    <td class="number">${board.sums.map((sum) => html`<span class="board-sum">${range(sum, words.locale, { short: true })}</span>`)}</td>
  </tr>`;
}

/** @param {{ desk: Desk, intent: IntentView }} props */
function Intent({ desk, intent }) {
  const { words, picture } = desk;
  const { terms } = intent;
  const [asking, ask] = useState(false);
  const [linking, link] = useState(false);
  const act = (/** @type {Command} */ command) => desk.act(command);
  const pitch = all(picture, "pitch")[intent.pitch];
  const who = [intent.name, intent.organisation].filter(Boolean).join(" · ") || words.say("Investor {number}", { number: intent.number });
  return html`<li class="feed-item" data-over=${!isLive(intent)}>
    <span class="figures faint small">${moment(intent.at, words.locale)}</span>
    <div><p><strong>${who}</strong> ${changeOf(desk, intent)}</p>
      <p class="small"><span class="feed-terms">${kindOf(words, terms.kind)}${terms.amount ? html` · <span class="figures">${range(terms.amount, words.locale, { short: true })}</span>` : ""}</span> <span class="faint">${levelOf(words, terms.level)} · ${words.of(pitch?.title)}</span></p>
      ${intent.comment && html`<p class="small soft feed-comment">${intent.comment}</p>`}
      <${Statement} words=${words} intent=${intent} />
    <${Joint} words=${words} intent=${intent} />
      ${intent.state !== "submitted" && html`<${Course} words=${words} intent=${intent} show=${show(picture)} />`}
      ${!desk.reads && html`<div class="row close feed-actions">${["host_only", "consortium"].includes(terms.visibility) && html`<${Answers} words=${words} intent=${intent} act=${act} />`}
        ${intent.claim_by && isOpen(intent) && html`<button class="button quiet small" onClick=${() => link(true)}>${words.say("New link…")}</button>`}
        ${isOpen(intent) && html`<button class="button quiet small" onClick=${() => ask(true)}>${words.say("Void…")}</button>`}</div>`}
      ${intent.claim_by && isOpen(intent) && html`<p class="small faint">${words.say("Entered by the host; not owned yet")}</p>`}
      ${linking && html`<${Dialog} title=${words.say("Intent of somebody on site")} yes=${words.say("Done")} no=${words.say("Close")} onAnswer=${() => link(false)}><${Link} desk=${desk} intent=${intent.intent} /><//>`}
      ${asking && html`<${Void} desk=${desk} intent=${intent} done=${() => ask(false)} />`}</div>
  </li>`;
}

/** A test, or a misuse: it counts nowhere, and stays to be read. @param {{ desk: Desk, intent: IntentView, done: () => void }} props */
function Void({ desk, intent, done }) {
  const { words } = desk;
  const [reason, write] = useState("");
  /** @param {boolean} yes */
  const answer = (yes) => {
    if (yes && !reason.trim()) return document.getElementById("void-reason")?.focus();
    done();
    if (yes) void desk.act({ type: "intent.void", intent: intent.intent, reason });
  };
  return html`<${Dialog} title=${words.say("Void this intent?")} yes=${words.say("Void")} no=${words.say("Cancel")} danger onAnswer=${answer}>
    <p class="soft">${words.say("For tests and misuse. It counts nowhere from then on; the investor is told, with your reason.")}</p>
    <div class="field"><label for="void-reason">${words.say("Why")}</label>
      <input class="input" id="void-reason" maxlength="2000" required value=${reason} onInput=${(/** @type {any} */ event) => write(event.currentTarget.value)} /></div>
  <//>`;
}

/** @param {Desk} desk @param {IntentView} intent */
function changeOf({ words }, intent) {
  return intent.version > 1 ? html`<span class="badge">${words.say("Revised")}</span>` : null;
}
