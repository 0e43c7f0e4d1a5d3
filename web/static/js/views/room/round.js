/** Terms of a project's round: asked for first, shown then, and counted. */
import { all } from "../../core/selectors.js";
import { money } from "../../core/money.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { instruments } from "../terms.js";

/** @import { Words } from "../../core/words.js" */
/** @import { PitchView, RoundTerms } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room, pitch: PitchView }} props */
export function RoundCard({ room, pitch }) {
  const { words, picture } = room;
  const own = all(picture, "own_round")[pitch.project];
  if (!own && !all(picture, "round")[pitch.project]) return null;
  if (own?.terms) {
    return html`<details class="fold" open><summary>${words.say("Terms of the round")}</summary>
      <${RoundLines} words=${words} terms=${own.terms} /></details>`;
  }
  return html`<div class="row close round-ask"><button class="button small" onClick=${() => void room.ask({ type: "round.open", project: pitch.project })}><${Icon} name="eye" />${words.say("Show the terms of the round")}</button>
    <span class="small faint">${words.say("It is recorded that you were shown them.")}</span></div>`;
}

/** The lines that say something. @param {{ words: Words, terms: RoundTerms }} props */
function RoundLines({ words, terms }) {
  const sum = (/** @type {number | null | undefined} */ minor) => (minor === null || minor === undefined ? "" : money(minor, terms.currency ?? "CNY", words.locale));
  /** @type {[string, string][]} */
  const lines = [
    [words.say("Instrument"), terms.instrument ? instruments(words)[terms.instrument] : ""],
    [words.say("Amount sought"), sum(terms.amount)],
    [words.say("Use of proceeds"), words.of(terms.proceeds)],
    [words.say("Amount unsubscribed"), sum(terms.unsubscribed)],
    [words.say("Valuation"), words.of(terms.valuation)],
    [words.say("Other terms"), words.of(terms.terms)],
  ];
  return html`<dl class="round-terms small">${lines.filter(([, text]) => text).map(([label, text]) => html`<dt key=${label}>${label}</dt><dd>${text}</dd>`)}</dl>`;
}
