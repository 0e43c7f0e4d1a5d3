/** The dialogs of the meetings page: ask for one, accept, move, decline, call off. */
import { useEffect, useRef, useState } from "preact/hooks";

import { slots } from "../../core/meetings.js";
import { consentText } from "../../core/preset.js";
import { all, consented, programme } from "../../core/selectors.js";
import { Consents, consentsOf } from "../consents.js";
import { html } from "../html.js";
import { investorOf, reasons, theirTime, whenOf, withWhom } from "./words.js";

/** @import { ComponentChildren } from "preact" */
/** @import { Seen } from "../../core/meetings.js" */
/** @import { Command, LeadView } from "../../protocol.js" */
/** @import { Diary } from "./diary.js" */

/** So many times may be offered at once. */
const OFFERS = 3;

/** @param {{ diary: Diary }} props */
export function Dialogs({ diary }) {
  const asking = diary.asking.value;
  if (!asking) return null;
  if (asking.name === "ask") return html`<${Ask} diary=${diary} whom=${asking.whom} />`;
  const Shown = { accept: Accept, move: Move, decline: Decline, cancel: Cancel }[asking.name];
  return html`<${Shown} diary=${diary} meeting=${asking.meeting} />`;
}

/** @param {{ diary: Diary, title: string, yes: string, danger?: boolean, ready?: boolean, command: () => Command, done: string, children?: ComponentChildren }} props */
function Form({ diary, title, yes, danger = false, ready = true, command, done, children }) {
  const { words } = diary;
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => (diary.asking.value = null);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    const outcome = await diary.act(command(), done);
    setBusy(false);
    if (outcome.kind !== "refused") close();
  };
  return html`<dialog class="dialog" ref=${dialog} aria-labelledby="dialog-title" onCancel=${close}>
    <form class="stack" onSubmit=${submit}><h2 id="dialog-title">${title}</h2>${children}
      <div class="row dialog-actions"><button class="button" type="button" onClick=${close}>${words.say("Cancel")}</button>
        <button class=${`button primary ${danger ? "danger" : ""}`} disabled=${busy || !ready}>${yes}</button></div></form>
  </dialog>`;
}

/** @param {{ label: string, value: string, onInput: (text: string) => void }} props */
function Note({ label, value, onInput }) {
  return html`<div class="field"><label for="meeting-note">${label}</label>
    <textarea class="input" id="meeting-note" maxlength="2000" rows="3" value=${value} onInput=${(/** @type {any} */ event) => onInput(event.target.value)}></textarea></div>`;
}

/** The times that may be chosen: what was offered, then the organizer's slots, all of them ahead. @param {Diary} diary @param {readonly string[]} [offers] */
function choices({ setup, now }, offers = []) {
  const times = [...offers.map((at) => new Date(at).toISOString()), ...(setup ? slots(setup) : [])];
  return [...new Set(times)].filter((at) => Date.parse(at) > now);
}

/**
 * One time: of those there are, or any where there are none.
 *
 * @param {{ diary: Diary, id: string, label: string, value: string, any: string, times: readonly string[], zone: string, onPick: (at: string) => void }} props
 */
function Time({ diary, id, label, value, any, times, zone, onPick }) {
  const { words } = diary;
  const local = value ? new Date(Date.parse(value) - new Date(value).getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : "";
  const other = value ? theirTime(words, value, zone, diary.zone) : "";
  return html`<div class="field"><label for=${id}>${label}</label>
    ${times.length
      ? html`<select class="input" id=${id} value=${value} onChange=${(/** @type {any} */ event) => onPick(event.target.value)}>
          <option value="">${any}</option>${times.map((at) => html`<option value=${at} selected=${at === value}>${whenOf(words, at)}</option>`)}</select>`
      : html`<input class="input" id=${id} type="datetime-local" step="300" value=${local} onChange=${(/** @type {any} */ event) => onPick(event.target.value ? new Date(event.target.value).toISOString() : "")} />`}
    ${other && html`<p class="hint figures">${other}</p>`}</div>`;
}

/** The other side's zone, as far as a meeting tells it. @param {Diary} diary @param {Seen} meeting */
const zoneOf = ({ side }, meeting) => (side === "investor" || !("investor_zone" in meeting) ? meeting.project_zone : meeting.investor_zone);

/** @param {{ diary: Diary, whom: string }} props */
function Ask({ diary, whom }) {
  const { words, side } = diary;
  const [target, setTarget] = useState(whom);
  const [offers, setOffers] = useState(/** @type {readonly string[]} */ ([]));
  const [note, setNote] = useState("");
  const [consent, setConsent] = useState(false);
  const [ticked, tick] = useState(/** @type {readonly string[]} */ ([]));
  const named = side === "investor" && consentText(diary.picture) !== "";
  const known = side === "investor" && consented(diary.picture, target);
  const times = choices(diary);
  const pick = (/** @type {number} */ place) => (/** @type {string} */ at) => setOffers([...offers.slice(0, place), at, ...offers.slice(place + 1)].filter(Boolean));
  /** @returns {Command} */
  const command = () => {
    // First in, first out: the consents are on record before the request that tells them who asks.
    for (const one of named ? consentsOf(diary.picture, target, ticked) : []) void diary.act(one);
    const common = { type: /** @type {const} */ ("meeting.request"), offers: [...new Set(offers)], note, timezone: diary.zone };
    return side === "investor" ? { ...common, project: target, consent } : { ...common, project: diary.project ?? "", lead: target };
  };
  return html`<${Form} diary=${diary} title=${words.say("Ask for a meeting")} yes=${words.say("Ask")} ready=${target !== ""} command=${command} done=${words.say("Asked. You are told of the answer here.")}>
    <div class="field"><label for="meeting-target">${side === "investor" ? words.say("Project") : words.say("Investor")}</label>
      <select class="input" id="meeting-target" required value=${target} onChange=${(/** @type {any} */ event) => (setTarget(event.target.value), tick([]))}>
        <option value="">${words.say("Choose")}</option>${targets(diary).map(([key, text]) => html`<option value=${key} selected=${key === target}>${text}</option>`)}</select></div>
    ${[...offers, ""].slice(0, OFFERS).map((at, place) => html`<${Time} key=${place} diary=${diary} id=${`meeting-offer-${place}`} label=${place ? words.say("Or") : words.say("When would it suit you?")} value=${at} any=${words.say("Leave it open")} times=${times} zone="" onPick=${pick(place)} />`)}
    <${Note} label=${words.say("What would you talk about?")} value=${note} onInput=${setNote} />
    ${named && target && html`<${Consents} at=${{ words, picture: diary.picture, now: diary.now, seat: diary.seat }} project=${target} ticked=${ticked} onTick=${tick}
      none=${words.say("No presenter of this project has come in yet. They see a number until you let them know who you are.")} />`}
    ${side === "investor" && !named && !known && html`<label class="check"><input type="checkbox" checked=${consent} onChange=${(/** @type {any} */ event) => setConsent(event.target.checked)} /><span>${words.say("Pass my name, organisation and contact on to this project's presenters")}</span></label>`}
  <//>`;
}

/** Whom one may ask. @param {Diary} diary @returns {[string, string][]} */
function targets(diary) {
  const { words, picture, side } = diary;
  if (side === "investor") return programme(picture).filter((pitch) => pitch.phase !== "skipped").map((pitch) => [pitch.project, words.of(pitch.title)]);
  return leadsOf(diary).map((lead) => [lead.lead, investorOf(words, lead)]);
}

/** The leads of the presenters' project, by number. @param {Diary} diary @returns {LeadView[]} */
export function leadsOf({ picture, project }) {
  return Object.values(all(picture, "lead")).filter((lead) => lead.project === project).sort((a, b) => a.number - b.number);
}

/** @param {{ diary: Diary, meeting: Seen }} props */
function Accept({ diary, meeting }) {
  const { words } = diary;
  const times = choices(diary, meeting.offers);
  const [at, setAt] = useState("");
  const [way, setWay] = useState(times.length ? "first" : "time");
  const [place, setPlace] = useState("");
  /** @returns {Command} */
  const command = () => ({
    type: "meeting.accept", meeting: meeting.meeting, timezone: diary.zone, place,
    ...(way === "first" ? { first: true } : way === "time" && at ? { starts_at: at } : {}),
  });
  const ways = { first: words.say("At the first time we both have free"), time: words.say("At a time I choose"), later: words.say("We agree on a time later") };
  return html`<${Form} diary=${diary} title=${words.say("Accept the meeting?")} yes=${words.say("Accept")} command=${command} ready=${way !== "time" || at !== ""} done=${words.say("Accepted.")}>
    <p><strong>${withWhom(diary, meeting)}</strong></p>
    <fieldset class="fieldset"><legend class="visually-hidden">${words.say("When")}</legend>
      ${Object.entries(ways).filter(([name]) => name !== "first" || times.length).map(([name, text]) => html`<label class="check"><input type="radio" name="way" value=${name} checked=${way === name} onChange=${() => setWay(name)} /><span>${text}</span></label>`)}</fieldset>
    ${way === "time" && html`<${Time} diary=${diary} id="meeting-at" label=${words.say("Time")} value=${at} any=${words.say("Choose")} times=${times} zone=${zoneOf(diary, meeting)} onPick=${setAt} />`}
    ${way !== "later" && html`<${Place} diary=${diary} value=${place} onInput=${setPlace} />`}
  <//>`;
}

/** @param {{ diary: Diary, value: string, onInput: (text: string) => void }} props */
function Place({ diary, value, onInput }) {
  const { words, timetable } = diary;
  return html`<div class="field"><label for="meeting-place">${words.say("Place or link")} <span class="faint">${words.say("optional")}</span></label>
    <input class="input" id="meeting-place" maxlength="200" list="meeting-places" value=${value} onInput=${(/** @type {any} */ event) => onInput(event.target.value)} />
    <datalist id="meeting-places">${(timetable?.setup.places ?? []).map((one) => html`<option value=${one}></option>`)}</datalist></div>`;
}

/** @param {{ diary: Diary, meeting: Seen }} props */
function Move({ diary, meeting }) {
  const { words } = diary;
  const times = choices(diary, meeting.offers);
  const [at, setAt] = useState("");
  const [place, setPlace] = useState(meeting.place);
  /** @returns {Command} */
  const command = () => ({ type: "meeting.move", meeting: meeting.meeting, version: meeting.version, place, ...(at ? { starts_at: at } : meeting.starts_at ? { starts_at: meeting.starts_at } : {}) });
  const title = meeting.starts_at ? words.say("Move the meeting") : words.say("Set a time");
  const any = meeting.starts_at ? words.say("As it is: {time}", { time: whenOf(words, meeting.starts_at) }) : words.say("The first time we both have free");
  return html`<${Form} diary=${diary} title=${title} yes=${words.say("Save")} command=${command} done=${words.say("Saved. The other side sees it at once.")}>
    <p><strong>${withWhom(diary, meeting)}</strong></p>
    <${Time} diary=${diary} id="meeting-at" label=${words.say("Time")} value=${at} any=${any} times=${times} zone=${zoneOf(diary, meeting)} onPick=${setAt} />
    <${Place} diary=${diary} value=${place} onInput=${setPlace} />
  <//>`;
}

/** @param {{ diary: Diary, meeting: Seen }} props */
function Decline({ diary, meeting }) {
  const { words } = diary;
  const [reason, setReason] = useState(/** @type {import("../../protocol.js").MeetingReason} */ ("no_time"));
  const [note, setNote] = useState("");
  return html`<${Form} diary=${diary} title=${words.say("Decline the meeting?")} yes=${words.say("Decline")} danger command=${() => ({ type: "meeting.decline", meeting: meeting.meeting, reason, note })} done=${words.say("Declined.")}>
    <p><strong>${withWhom(diary, meeting)}</strong></p>
    <div class="field"><label for="meeting-reason">${words.say("Reason")}</label>
      <select class="input" id="meeting-reason" value=${reason} onChange=${(/** @type {any} */ event) => setReason(event.target.value)}>
        ${Object.entries(reasons(words)).map(([name, text]) => html`<option value=${name} selected=${name === reason}>${text}</option>`)}</select></div>
    <${Note} label=${words.say("A word to them")} value=${note} onInput=${setNote} />
  <//>`;
}

/** @param {{ diary: Diary, meeting: Seen }} props */
function Cancel({ diary, meeting }) {
  const { words } = diary;
  const [note, setNote] = useState("");
  return html`<${Form} diary=${diary} title=${words.say("Call the meeting off?")} yes=${words.say("Call off")} danger command=${() => ({ type: "meeting.cancel", meeting: meeting.meeting, note })} done=${words.say("Called off.")}>
    <p><strong>${withWhom(diary, meeting)}</strong> ${meeting.starts_at && html`<span class="figures">${whenOf(words, meeting.starts_at)}</span>`}</p>
    <${Note} label=${words.say("A word to them")} value=${note} onInput=${setNote} />
  <//>`;
}
