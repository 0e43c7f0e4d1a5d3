/** How meetings are held: windows, length, places, limits, and how long a request may wait. */
import { useEffect, useState } from "preact/hooks";

import { slots } from "../../core/meetings.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { placeOf } from "./words.js";

/** @import { Setup } from "../../protocol.js" */
/** @import { Diary } from "./diary.js" */

/** @typedef {{ minutes: number, gap: number, answer_hours: number, investor_limit: number, project_limit: number, places: string, windows: readonly { starts_at: string, ends_at: string }[] }} Form */

const HOUR = 3_600_000;

/** @param {{ diary: Diary }} props */
export function Rules({ diary }) {
  const { words, timetable } = diary;
  const setup = timetable?.setup ?? null;
  const [form, fill] = useState(/** @type {Form | null} */ (null));
  useEffect(() => fill(null), [timetable?.configured_at]);
  if (!setup) return html`<p class="empty" role="status">${words.say("Reading…")}</p>`;
  const shown = form ?? formOf(setup);
  const set = (/** @type {Partial<Form>} */ change) => fill({ ...shown, ...change });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void diary.act({ type: "meeting.configure", ...shown, places: placesOf(shown) }, words.say("Saved."));
  };
  return html`<form class="form rules" onSubmit=${submit}>
    <${Windows} diary=${diary} form=${shown} set=${set} />
    <div class="rules-numbers">
      <${Amount} id="minutes" label=${words.say("Minutes a meeting")} min=${5} max=${240} form=${shown} set=${set} />
      <${Amount} id="gap" label=${words.say("Minutes between two")} min=${0} max=${120} form=${shown} set=${set} />
      <${Amount} id="investor_limit" label=${words.say("Meetings an investor, at most")} min=${1} max=${100} form=${shown} set=${set} />
      <${Amount} id="project_limit" label=${words.say("Meetings a project, at most")} min=${1} max=${200} form=${shown} set=${set} />
      <${Amount} id="answer_hours" label=${words.say("Hours to answer a request")} min=${1} max=${720} form=${shown} set=${set} />
    </div>
    <div class="field"><label for="rules-places">${words.say("Tables, rooms or links")} <span class="faint">${words.say("one a line; so many meetings at once")}</span></label>
      <textarea class="input" id="rules-places" rows="4" value=${shown.places} onInput=${(/** @type {any} */ event) => set({ places: event.target.value })}></textarea></div>
    <div class="row"><button class="button primary" disabled=${form === null}>${words.say("Save")}</button>
      <p class="small faint figures" role="status">${capacity(diary, shown)}</p></div>
  </form>`;
}

/** @param {Setup} setup @returns {Form} */
function formOf(setup) {
  const { minutes, gap, answer_hours, investor_limit, project_limit, windows } = setup;
  return { minutes, gap, answer_hours, investor_limit, project_limit, windows, places: setup.places.join("\n") };
}

/** @param {Form} form */
const placesOf = (form) => form.places.split("\n").map((line) => line.trim()).filter(Boolean);

/** What the settings make room for. @param {Diary} diary @param {Form} form */
function capacity({ words }, form) {
  const found = slots(form).length;
  const places = placesOf(form).length;
  const times = words.count(found, "{count} slot", "{count} slots");
  return places ? `${times} · ${words.count(found * places, "room for {count} meeting", "room for {count} meetings")}` : times;
}

/** @param {{ id: "minutes" | "gap" | "investor_limit" | "project_limit" | "answer_hours", label: string, min: number, max: number, form: Form, set: (change: Partial<Form>) => void }} props */
function Amount({ id, label, min, max, form, set }) {
  return html`<div class="field"><label for=${`rules-${id}`}>${label}</label>
    <input class="input" id=${`rules-${id}`} type="number" required min=${min} max=${max} value=${form[id]} onInput=${(/** @type {any} */ event) => set({ [id]: event.target.valueAsNumber || 0 })} /></div>`;
}

/** @param {{ diary: Diary, form: Form, set: (change: Partial<Form>) => void }} props */
function Windows({ diary, form, set }) {
  const { words } = diary;
  const { windows } = form;
  const change = (/** @type {number} */ place, /** @type {"starts_at" | "ends_at"} */ name) => (/** @type {any} */ event) => {
    if (!event.target.value) return;
    const at = new Date(event.target.value).toISOString();
    set({ windows: windows.map((one, other) => (other === place ? { ...one, [name]: at } : one)) });
  };
  const add = () => {
    const last = windows.at(-1);
    const start = last ? Date.parse(last.starts_at) + 24 * HOUR : Math.ceil(diary.now / HOUR) * HOUR + 24 * HOUR;
    const end = last ? Date.parse(last.ends_at) + 24 * HOUR : start + 3 * HOUR;
    set({ windows: [...windows, { starts_at: new Date(start).toISOString(), ends_at: new Date(end).toISOString() }] });
  };
  return html`<fieldset class="fieldset"><legend>${words.say("Times for meetings")} <span class="faint small">${words.say("on your clock, {place}", { place: placeOf(words, diary.zone) })}</span></legend>
    ${windows.map((one, place) => html`<div class="row close window" key=${place}>
      <input class="input" type="datetime-local" required step="300" aria-label=${words.say("From")} value=${local(one.starts_at)} onChange=${change(place, "starts_at")} />
      <span aria-hidden="true">–</span>
      <input class="input" type="datetime-local" required step="300" aria-label=${words.say("To")} value=${local(one.ends_at)} onChange=${change(place, "ends_at")} />
      <button class="button quiet small only-icon" type="button" aria-label=${words.say("Remove this time")} onClick=${() => set({ windows: windows.filter((_, other) => other !== place) })}><${Icon} name="trash-2" /></button></div>`)}
    <button class="button small add-window" type="button" onClick=${add}><${Icon} name="plus" />${words.say("Add a time")}</button></fieldset>`;
}

/** As a field for date and time wants it. @param {string} at */
const local = (at) => new Date(Date.parse(at) - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
