/** The clock, what is on and what is next, and the one button that leads through the evening. */
import { useEffect, useState } from "preact/hooks";

import { cue, stepOf } from "../../core/cue.js";
import { backstageOf } from "../../core/readiness.js";
import { currentPitch, nextPitch, show } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { Clock as Countdown } from "../clock.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { aboutOf } from "./desk.js";
import { cueOf, partOf, readinessOf } from "./words.js";

/** @import { Cue } from "../../core/cue.js" */
/** @import { PitchView } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** A second press within this time was meant for the step before. */
const SETTLING = 1000;

/** @type {Record<Cue["name"], string>} */
const ICONS = {
  start: "radio",
  resume: "play",
  next: "skip-forward",
  questions: "message-circle-question",
  close: "check",
  end: "square",
};

/** @param {{ desk: Desk }} props */
export function CuePanel({ desk }) {
  const { words, picture } = desk;
  const current = currentPitch(picture);
  const next = nextPitch(picture);
  return html`<section class="cue" aria-label=${words.say("Run the show")}>
    <div class="cue-now">
      <${CueClock} desk=${desk} pitch=${current} />
      <div class="cue-words">
        <p class="eyebrow">${partOf(words, picture, current)}</p>
        <p class="cue-title">${current ? words.of(current.title) : words.of(show(picture)?.title)}</p>
        ${next && show(picture)?.status !== "ended" && html`<${NextUp} desk=${desk} pitch=${next} />`}
      </div>
      ${current && !desk.reads && html`<${Minutes} desk=${desk} pitch=${current} />`}
    </div>
    <${Primary} desk=${desk} />
  </section>`;
}

/** @param {{ desk: Desk, pitch: PitchView | null }} props */
function CueClock({ desk, pitch }) {
  const start = startOf(desk);
  if (!pitch) return start && html`<p class="clock cue-clock figures">${start}</p>`;
  return html`<div class="cue-clock"><${Countdown} words=${desk.words} pitch=${pitch} now=${desk.now.value} big=${true} /></div>`;
}

/** When it is to begin, until it has. @param {Desk} desk */
function startOf({ words, picture }) {
  const { status, starts_at: at } = show(picture) ?? {};
  return status === "planned" && at ? moment(at, words.locale) : "";
}

/** @param {{ desk: Desk, pitch: PitchView }} props */
function NextUp({ desk, pitch }) {
  const { words, picture, people, sources } = desk;
  const [light, text] = readinessOf(words, backstageOf(picture, pitch, people.value, sources).readiness);
  return html`<p class="cue-next small soft"><span>${words.say("Up next:")} ${words.of(pitch.title)}</span> <span class="light" data-state=${light}>${text}</span></p>`;
}

/** One minute more or less for what runs. @param {{ desk: Desk, pitch: PitchView }} props */
function Minutes({ desk, pitch }) {
  const { words } = desk;
  const about = `extend:${pitch.pitch}`;
  /** @param {number} seconds */
  const give = (seconds) => desk.act({ type: "pitch.extend", pitch: pitch.pitch, seconds }, about);
  return html`<div class="cue-minutes" role="group" aria-label=${words.say("Time of this part")}>
    <button class="button small figures" aria-keyshortcuts="-" onClick=${() => give(-60)}>${words.say("−1 min")}</button>
    <button class="button small figures" aria-keyshortcuts="+" onClick=${() => give(60)}>${words.say("+1 min")}</button>
    ${pitch.phase === "on_air" && html`<button class="button quiet small" onClick=${() => desk.act({ type: "pitch.end", pitch: pitch.pitch })}>${words.say("End this pitch")}</button>`}
    ${pitch.phase === "questions" && nextPitch(desk.picture) && html`<button class="button quiet small" onClick=${() => desk.act({ type: "pitch.end", pitch: pitch.pitch })}>${words.say("End, then pause")}</button>`}
  </div>`;
}

/** @param {{ desk: Desk }} props */
export function Primary({ desk }) {
  const { words } = desk;
  const step = cue(desk.picture);
  const settled = useSettled(stepOf(step));
  if (!step || desk.reads) return html`<a class="button primary big whole" href=${`/s/${desk.seat}/leads`}><${Icon} name="briefcase" />${words.say("Go to the leads")}</a>`;
  const busy = desk.busy.value.has(aboutOf(step.command));
  return html`<button class="button primary big whole primary-step" aria-keyshortcuts="n" aria-busy=${busy} aria-disabled=${!settled || busy}
    onClick=${() => settled && !busy && take(desk, step)}>
    <${Icon} name=${ICONS[step.name]} /><span class="cue-what">${cueOf(words, step.name)}${step.name === "next" && step.pitch && html`<span class="cue-which">${words.of(step.pitch.title)}</span>`}</span><kbd aria-hidden="true">N</kbd>
  </button>`;
}

/** Do the next step; what is final is asked about first. @param {Desk} desk @param {Cue} step */
function take(desk, step) {
  const { words } = desk;
  if (!step.final) return void desk.act(step.command);
  desk.confirmation.value = {
    title: words.say("End the roadshow?"),
    text: words.say("It ends for everybody and cannot be started again. Leads, receipts and the board stay."),
    yes: words.say("End the roadshow"),
    command: step.command,
  };
}

/** Whether a step has been there long enough to be meant. @param {string} step */
function useSettled(step) {
  const [settled, settle] = useState(step);
  useEffect(() => {
    const timer = setTimeout(() => settle(step), SETTLING);
    return () => clearTimeout(timer);
  }, [step]);
  return settled === step;
}
