/** What changes by itself, for who does not see it: the part that runs, the next presenter, questions that wait. */
import { moderation } from "../../core/moderation.js";
import { backstageOf } from "../../core/readiness.js";
import { currentPitch, nextPitch } from "../../core/selectors.js";
import { html } from "../html.js";
import { partOf, readinessOf } from "./words.js";

/** @import { Desk } from "./desk.js" */

/** Each line is spoken when it changes. @param {{ desk: Desk }} props */
export function Spoken({ desk }) {
  const { words, picture } = desk;
  const current = currentPitch(picture);
  const waiting = moderation(picture).held.length;
  return html`<div class="visually-hidden" role="status">
    <p>${[partOf(words, picture, current), words.of(current?.title)].filter(Boolean).join(": ")}</p>
    <p>${nextReadiness(desk)}</p>
    <p>${waiting ? words.count(waiting, "{count} question waits for review", "{count} questions wait for review") : ""}</p>
  </div>`;
}

/** @param {Desk} desk */
function nextReadiness({ words, picture, people, sources }) {
  const next = nextPitch(picture);
  if (!next) return "";
  const [, text] = readinessOf(words, backstageOf(picture, next, people.value, sources).readiness);
  return [words.of(next.title), text].join(": ");
}
