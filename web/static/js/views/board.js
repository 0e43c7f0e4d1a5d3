/** One project's board: ranges as ranges, counts as counts, no total in two currencies. */
import { money } from "../core/money.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { basisOf, kindOf, rungs } from "./terms.js";

/** @import { Words } from "../core/words.js" */
/** @import { BoardView, IntentKind, Rung, SumView } from "../protocol.js" */

/** @param {{ words: Words, board: BoardView | null }} props */
export function Board({ words, board }) {
  if (!board?.parties) {
    return html`<div class="empty"><${Icon} name="layout-dashboard" /><p>${words.say("No intents yet. They appear here as they are stated.")}</p></div>`;
  }
  return html`<div class="stack board">
    <p class="board-parties"><strong class="figures">${words.number(board.parties)}</strong> ${words.count(board.parties, "party interested", "parties interested")}</p>
    ${board.sums.map((sum) => html`<${Sum} key=${sum.currency + sum.basis} words=${words} sum=${sum} />`)}
    <${Target} words=${words} board=${board} />
    ${board.withheld.length > 0 && html`<p class="small faint">${words.say("Sums in {currencies} are shown in steps of {count} parties or more, so that nobody’s amount can be told.", { currencies: board.withheld.join(", "), count: board.least })}</p>`}
    <h3>${words.say("How firm")}</h3>
    <${Bars} words=${words} rows=${ladder(words, board)} />
    <h3>${words.say("What for")}</h3>
    <${Bars} words=${words} rows=${kindRows(words, board)} />
  </div>`;
}

/** @param {{ words: Words, sum: SumView }} props */
function Sum({ words, sum }) {
  const [low, high] = [sum.minimum, sum.maximum].map((end) => money(end, sum.currency, words.locale, { short: true }));
  return html`<div class="board-sum">
    <span class="figures board-range">${low === high ? low : `${low} – ${high}`}</span>
    <span class="small soft">${[sum.currency, basisOf(words, sum.basis)].filter(Boolean).join(" · ")} · ${words.count(sum.parties, "from {count} party", "from {count} parties")}</span>
  </div>`;
}

/** What the project wants to raise, and how far the ranges go towards it; never called raised. @param {{ words: Words, board: BoardView }} props */
function Target({ words, board: { target, coverage } }) {
  if (!target) return null;
  const wanted = money(target.minor, target.currency, words.locale, { short: true });
  if (!coverage) return html`<p class="small soft">${words.say("Wants to raise {amount}", { amount: wanted })}</p>`;
  const { minimum, maximum } = coverage;
  const whole = Math.max(100, maximum);
  const share = minimum === maximum ? `${minimum} %` : `${minimum} – ${maximum} %`;
  const text = words.say("{share} of {amount}, not binding", { share, amount: wanted });
  return html`<div class="coverage"><div class="coverage-track" aria-hidden="true">
      <span class="coverage-range" style=${{ insetInlineStart: `${(minimum / whole) * 100}%`, inlineSize: `max(2px, ${((maximum - minimum) / whole) * 100}%)` }}></span>
      <span class="coverage-target" style=${{ insetInlineStart: `${(100 / whole) * 100}%` }}></span></div>
    <p class="small soft figures">${text}</p></div>`;
}

/** @param {{ words: Words, rows: [string, number][] }} props */
function Bars({ words, rows }) {
  const most = Math.max(...rows.map(([, count]) => count), 1);
  return html`<dl class="bars">${rows.map(
    ([label, count]) => html`<div key=${label}><dt>${label}</dt>
      <dd><span class="bar" style=${{ inlineSize: `${(count / most) * 100}%` }}></span><span class="figures">${words.number(count)}</span></dd></div>`,
  )}</dl>`;
}

/** All rungs, so that the ladder keeps its shape. @param {Words} words @param {BoardView} board @returns {[string, number][]} */
function ladder(words, board) {
  return Object.entries(rungs(words)).map(([rung, label]) => [label, board.levels[/** @type {Rung} */ (rung)] ?? 0]);
}

/** @param {Words} words @param {BoardView} board @returns {[string, number][]} */
function kindRows(words, board) {
  const rows = /** @type {[IntentKind, number][]} */ (Object.entries(board.kinds));
  return rows.sort((a, b) => b[1] - a[1]).map(([kind, count]) => [kindOf(words, kind), count]);
}
