/** The rundown: every pitch with its planned and its actual or expected time, and how ready it is. */
import { useEffect } from "preact/hooks";

import { rundown } from "../../core/rundown.js";
import { backstageOf } from "../../core/readiness.js";
import { isOn, programme, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { Trouble } from "../arrival.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { phaseOf, readinessOf } from "./words.js";

/** @import { Line } from "../../core/rundown.js" */
/** @import { PitchView } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** A difference of less than this is none to the eye. */
const NOTICEABLE = 30_000;

/** @param {{ desk: Desk }} props */
export function Rundown({ desk }) {
  const { words } = desk;
  const lines = rundown(desk.picture, desk.now.value);
  const focus = desk.focus.value?.pitch;
  useEffect(() => document.getElementById(`row-${focus}`)?.closest("tr")?.scrollIntoView({ block: "nearest" }), [focus]);
  return html`<section class="panel rundown" aria-labelledby="rundown-title">
    <div class="panel-head"><h2 id="rundown-title">${words.say("Rundown")}</h2>
      ${desk.picked.value && html`<button class="button quiet small" onClick=${() => (desk.picked.value = null)}>${words.say("Follow the show")}</button>`}
    </div>
    <div class="panel-body" tabindex="-1">
      ${lines.length ? html`<${Table} desk=${desk} lines=${lines} />` : html`<${Nothing} desk=${desk} />`}
    </div>
  </section>`;
}

/** @param {{ desk: Desk }} props */
function Nothing({ desk }) {
  const { words } = desk;
  return html`<div class="empty"><${Icon} name="list" /><p>${words.say("The programme is empty.")}</p>
    ${!desk.reads && html`<a class="button" href=${`/s/${desk.seat}/setup`}>${words.say("Add pitches")}</a>`}</div>`;
}

/** @param {{ desk: Desk, lines: Line[] }} props */
function Table({ desk, lines }) {
  const { words } = desk;
  return html`<table class="rundown-table">
    <caption class="visually-hidden">${desk.reads ? words.say("Arrow up and down choose a pitch.") : words.say("Arrow up and down choose a pitch; with Alt they move it.")}</caption>
    <thead class="visually-hidden"><tr><th scope="col">${words.say("Planned")}</th><th scope="col">${words.say("Actual or expected")}</th><th scope="col">${words.say("Pitch")}</th></tr></thead>
    <tbody onKeyDown=${(/** @type {KeyboardEvent} */ event) => steer(desk, event)}>
      ${lines.map((line) => html`<${Row} key=${line.pitch.pitch} desk=${desk} line=${line} />`)}
    </tbody>
  </table>`;
}

/** @param {{ desk: Desk, line: Line }} props */
function Row({ desk, line }) {
  const { words } = desk;
  const { pitch } = line;
  const chosen = desk.focus.value?.pitch === pitch.pitch;
  const [light, text] = stateOf(desk, line);
  const moved = line.planned !== null && line.start !== null && Math.abs(line.start - line.planned) > NOTICEABLE;
  const minutes = `${pitch.minutes} + ${pitch.question_minutes}`;
  return html`<tr data-phase=${pitch.phase} data-chosen=${chosen} onClick=${() => pick(desk, pitch.pitch)}>
    <td class="figures rundown-planned" data-moved=${moved}>${clock(desk, line.planned)}</td>
    <td class="figures rundown-start" data-actual=${line.actual}>${moved || line.actual || line.planned === null ? clock(desk, line.start) : ""}</td>
    <td>
      <button class="rundown-name" id=${`row-${pitch.pitch}`} aria-pressed=${chosen} tabindex=${chosen ? 0 : -1}>${words.of(pitch.title)}</button>
      <span class="rundown-facts small"><span class="light" data-state=${light}>${text}</span><${Trouble} words=${words} arrival=${desk.arrivalOf(sourceOf(desk, pitch))} /><span class="figures faint">${minutes} ${words.say("min")}</span>
      ${pitch.window_open && html`<span class="badge" data-tone="accent">${words.say("Intents open")}</span>`}
      ${pitch.phase === "done" && html`<a href=${`/s/${desk.seat}/report/${pitch.project}`} aria-label=${words.say("Report: {title}", { title: words.of(pitch.title) })}>${words.say("Report")}</a>`}</span>
    </td>
  </tr>`;
}

/** On a narrow screen its panel is further down. @param {Desk} desk @param {string} pitch */
function pick(desk, pitch) {
  desk.picked.value = pitch;
  requestAnimationFrame(() => document.querySelector(".pitch-panel")?.scrollIntoView({ block: "nearest", behavior: "smooth" }));
}

/** @param {Desk} desk @param {number | null} at */
const clock = (desk, at) => (at === null ? "" : moment(new Date(at).toISOString(), desk.words.locale));

/** @param {Desk} desk @param {Line} line @returns {[string, string]} */
function stateOf({ words, picture, people, sources }, { pitch }) {
  if (pitch.phase !== "pending") return phaseOf(words, pitch.phase);
  if (show(picture)?.status === "ended") return ["off", words.say("Not held")];
  return readinessOf(words, backstageOf(picture, pitch, people.value, sources).readiness);
}

/** Whose picture the pitch would be shown with, while it is to come or on. @param {Desk} desk @param {PitchView} pitch */
const sourceOf = (desk, pitch) =>
  pitch.phase === "pending" || isOn(pitch) ? backstageOf(desk.picture, pitch, desk.people.value, desk.sources).source : null;

/** @param {Desk} desk @param {KeyboardEvent} event */
function steer(desk, event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const pitches = programme(desk.picture);
  const place = pitches.findIndex((pitch) => pitch.pitch === desk.focus.value?.pitch);
  const target = pitches[place + (step ?? 0)];
  if (!step || place < 0 || !target) return;
  event.preventDefault();
  if (event.altKey) return desk.reads || move(desk, pitches[place]?.pitch ?? "", place + step);
  desk.picked.value = target.pitch;
  document.getElementById(`row-${target.pitch}`)?.focus();
}

/** @param {Desk} desk @param {string} pitch @param {number} position */
export function move(desk, pitch, position) {
  if (position < 0 || position >= programme(desk.picture).length) return;
  desk.picked.value = pitch;
  void desk.act({ type: "pitch.move", pitch, position }, `move:${pitch}`);
}
