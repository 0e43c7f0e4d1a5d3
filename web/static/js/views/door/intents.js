/** Intents towards one's own project as they arrive, with names where the investor agreed. */
import { range } from "../../core/money.js";
import { board, intents, isLive } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { Board } from "../board.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf, levelOf, stateOf } from "../terms.js";

/** @import { IntentView } from "../../protocol.js" */
/** @import { Door } from "./door.js" */

/** @param {{ door: Door }} props */
export function Intents({ door }) {
  const { words, picture, seat } = door;
  const project = seat.boot.project ?? "";
  const stated = intents(picture).filter((one) => one.project === project && (isLive(one) || one.state === "retracted"));
  if (!stated.length) {
    return html`<div class="empty"><${Icon} name="hand" /><p>${words.say("Intents towards your project appear here the moment they are on record.")}</p></div>`;
  }
  return html`<div class="stack">
    <ul class="list" aria-live="polite">${stated.map((one) => html`<${Intent} key=${one.intent} door=${door} intent=${one} />`)}</ul>
    <details class="fold"><summary>${words.say("Board")}</summary><${Board} words=${words} board=${board(picture, project)} /></details>
  </div>`;
}

/** @param {{ door: Door, intent: IntentView }} props */
function Intent({ door, intent }) {
  const { words } = door;
  const { terms } = intent;
  const who = intent.name ? [intent.name, intent.organisation].filter(Boolean).join(" · ") : words.say("Investor {number}", { number: intent.number });
  return html`<li class="stack close own-intent">
    <p><strong>${kindOf(words, terms.kind)}</strong> ${terms.amount && html`<span class="figures">${range(terms.amount, words.locale)}</span>`}</p>
    <p class="small soft">${who}</p>
    ${intent.comment && html`<p>${intent.comment}</p>`}
    <p class="small faint">${intent.state !== "submitted" && html`<span class="badge">${stateOf(words, intent.state)}</span> `}${levelOf(words, terms.level)} · ${moment(intent.at, words.locale, { hour: "2-digit", minute: "2-digit" })}</p>
  </li>`;
}
