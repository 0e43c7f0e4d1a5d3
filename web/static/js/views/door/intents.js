/** Intents towards one's own project as they arrive, with names where the investor agreed, and one's answer to each. */
import { useEffect } from "preact/hooks";

import { byUrgency, unanswered } from "../../core/answers.js";
import { range } from "../../core/money.js";
import { board, intents, isLive, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { Answers, Course } from "../answers.js";
import { Board } from "../board.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Joint } from "../joint.js";
import { Statement } from "../statement.js";
import { kindOf, levelOf } from "../terms.js";

/** @import { IntentView } from "../../protocol.js" */
/** @import { Door } from "./door.js" */

/** @param {{ door: Door }} props */
export function Intents({ door }) {
  const { words, picture, seat } = door;
  const project = seat.boot.project ?? "";
  const stated = byUrgency(intents(picture).filter((one) => one.project === project && isShown(one)));
  useEffect(() => door.see(stated));
  if (!stated.length) {
    return html`<div class="empty"><${Icon} name="hand" /><p>${words.say("Intents towards your project appear here the moment they are on record.")}</p></div>`;
  }
  const waiting = stated.filter(unanswered).length;
  return html`<div class="stack">
    <p class="small soft" role="status">${waiting ? words.count(waiting, "{count} waits for your answer", "{count} wait for your answer") : words.say("Everything is answered.")}</p>
    <ul class="list">${stated.map((one) => html`<${Intent} key=${one.intent} door=${door} intent=${one} />`)}</ul>
    <details class="fold"><summary>${words.say("Board")}</summary><${Board} words=${words} board=${board(picture, project)} /></details>
  </div>`;
}

/** What counts, what was answered with no, and what was taken back after it was confirmed. @param {IntentView} intent */
const isShown = (intent) => isLive(intent) || ["declined", "retracted", "expired", "lapsed"].includes(intent.state);

/** Where a meeting with the investor may be asked for. @param {{ door: Door, intent: IntentView }} props */
function Meet({ door, intent }) {
  const { words, picture, seat } = door;
  const lead = Object.values(picture.lead ?? {}).find((one) => one.project === intent.project && one.number === intent.number);
  if (!lead || !isLive(intent)) return null;
  return html`<p class="small"><a href=${`/s/${seat.boot.seat}/meetings?ask=${lead.lead}`}>${words.say("Ask for a meeting")}</a></p>`;
}

/** @param {{ door: Door, intent: IntentView }} props */
function Intent({ door, intent }) {
  const { words, picture } = door;
  const { terms } = intent;
  const who = intent.name ? [intent.name, intent.organisation].filter(Boolean).join(" · ") : words.say("Investor {number}", { number: intent.number });
  return html`<li class="stack close own-intent" data-over=${!isLive(intent)}>
    <div><p><strong>${kindOf(words, terms.kind)}</strong> ${terms.amount && html`<span class="figures">${range(terms.amount, words.locale)}</span>`}</p>
      <p class="small soft">${who}</p></div>
    ${intent.comment && html`<p>${intent.comment}</p>`}
    <${Statement} words=${words} intent=${intent} />
    <${Joint} words=${words} intent=${intent} />
    <${Course} words=${words} intent=${intent} show=${show(picture)} />
    <${Meet} door=${door} intent=${intent} />
    <p class="small faint">${levelOf(words, terms.level)} · ${moment(intent.at, words.locale)}${intent.version > 1 ? ` · ${words.say("version {version}", { version: intent.version })}` : ""}</p>
    <${Answers} words=${words} intent=${intent} act=${(/** @type {any} */ command) => door.ask(command)} />
  </li>`;
}
