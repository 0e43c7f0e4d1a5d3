/** The hall's screen: what is on, its clock, the question of the moment or the board, and how to take part. */
import { shownBoard, shownPitch, shownQuestions } from "../../core/projection.js";
import { nextPitch, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { Board } from "../board.js";
import { Clock } from "../clock.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { ShownQuestion } from "../../core/projection.js" */
/** @import { Seat } from "../../pages/seat.js" */

/** As many as can be read from the last row. */
const MOST = 3;

/** @param {{ place: Seat }} props */
export function Projector({ place }) {
  const words = place.words.value;
  const picture = place.live.picture.value;
  const announced = show(picture);
  return html`<div class="projector">
    <header class="projector-head"><div><p class="eyebrow">${words.of(announced?.host)}</p><h1>${words.of(announced?.title)}</h1></div></header>
    <${Now} place=${place} />
    <${Middle} place=${place} />
    <aside class="projector-join"><img class="projector-qr" src=${`/r/${place.boot.roadshow}/qr.svg`} alt=${words.say("QR code of the roadshow's page")} />
      <p>${words.say("Scan to take part")}</p><p class="small faint">${words.say("Non-binding. No money is taken.")}</p></aside>
  </div>`;
}

/** @param {{ place: Seat }} props */
function Now({ place }) {
  const words = place.words.value;
  const picture = place.live.picture.value;
  const pitch = shownPitch(picture);
  const next = nextPitch(picture);
  const at = show(picture)?.starts_at;
  if (!pitch) return html`<section class="projector-now"><p class="projector-title">${next && words.of(next.title)}</p>${at && html`<p class="clock figures">${moment(at, words.locale)}</p>`}</section>`;
  return html`<section class="projector-now" aria-live="polite"><div><p class="projector-title">${words.of(pitch.title)}</p><p class="soft">${[words.of(pitch.team), words.of(pitch.field)].filter(Boolean).join(" · ")}</p></div>
    <${Clock} words=${words} pitch=${pitch} now=${place.now.value} big=${true} /></section>`;
}

/** Questions in question time, else the board; what is missing is made up for by the other. @param {{ place: Seat }} props */
function Middle({ place }) {
  const words = place.words.value;
  const picture = place.live.picture.value;
  const questions = shownQuestions(picture, MOST);
  const board = shownBoard(picture, place.boot.role);
  const asks = questions.length > 0 && (shownPitch(picture)?.phase === "questions" || !board?.parties);
  if (asks) return html`<ol class="projector-middle questions-shown" role="list">${questions.map((one) => html`<${Question} key=${one.question} one=${one} />`)}</ol>`;
  return html`<section class="projector-middle">${board?.parties ? html`<${Board} words=${words} board=${board} />` : null}</section>`;
}

/** @param {{ one: ShownQuestion }} props */
function Question({ one }) {
  return html`<li><p class="question-shown">${one.text}</p><p class="soft"><span class="figures"><${Icon} name="thumbs-up" />${one.votes}</span> ${one.who}</p></li>`;
}
