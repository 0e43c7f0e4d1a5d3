/** One lead's story: what the investor did, what was noted, and who changed what, in one line of time. */
import { useState } from "preact/hooks";

import { told } from "../../core/lead_story.js";
import { range } from "../../core/money.js";
import { all } from "../../core/selectors.js";
import { digits, moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf, levelOf, stateOf } from "../terms.js";
import { SIGNS, TURNS, channels, sources, dayOf, fieldsOf, fits, reasons, signals, stages, whoOf } from "./words.js";

/** @import { Change, LeadSheet, Moment, Note, Told, Viewing } from "../../core/lead_story.js" */
/** @import { Workspace } from "./workspace.js" */

/** The latest first. @param {{ workspace: Workspace, sheet: LeadSheet }} props */
export function Story({ workspace, sheet }) {
  const { words } = workspace;
  return html`<section class="lead-section" aria-labelledby="lead-story"><h3 id="lead-story">${words.say("Story")}</h3>
    <ol class="story" role="list">${told(sheet).map((one) => html`<${Step} key=${one.key} workspace=${workspace} sheet=${sheet} one=${one} />`)}</ol></section>`;
}

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** @param {{ workspace: Workspace, sheet: LeadSheet, one: Told }} props */
function Step({ workspace, sheet, one }) {
  const { words } = workspace;
  const when = html`<span class="faint figures">${moment(one.at, words.locale, WHEN)}</span>`;
  if (one.kind === "turn") return html`<${Turned} workspace=${workspace} one=${one} when=${when} />`;
  if (one.kind === "signal") return html`<${Signal} workspace=${workspace} one=${one.moment} when=${when} />`;
  if (one.kind === "watched") return html`<${Seen} workspace=${workspace} viewing=${one.viewing} when=${when} />`;
  if (one.kind === "note") return html`<${Noted} workspace=${workspace} sheet=${sheet} note=${one.note} author=${one.author} when=${when} />`;
  return html`<li data-kind="change"><${Icon} name="clock" /><div><p class="small"><strong>${one.author || words.say("By itself")}</strong> ${when}</p>
    ${changedOf(workspace, one.change).map((text) => html`<p class="small soft">${text}</p>`)}</div></li>`;
}

/** @param {{ workspace: Workspace, one: Moment, when: unknown }} props */
function Signal({ workspace, one, when }) {
  const { words } = workspace;
  const second = secondOf(workspace, one);
  return html`<li><${Icon} name=${SIGNS[one.signal] ?? "sparkles"} /><div><p class="small"><strong>${signals(words)[one.signal] ?? one.signal}</strong> ${when}</p>
    <p class="small soft lead-comment">${aboutOf(workspace, one)}</p>${second && html`<p class="small faint figures">${second}</p>`}</div></li>`;
}

/** What happened to an intent: its versions with their terms, and how the sides answered one another. @param {{ workspace: Workspace, one: Extract<Told, { kind: "turn" }>, when: unknown }} props */
function Turned({ workspace, one: { turn, author, moment }, when }) {
  const { words } = workspace;
  const { terms, state, version } = turn;
  const title = !terms ? stateOf(words, state) : version === 1 ? words.say("Stated an intent") : words.say("Revised an intent");
  const kind = terms?.kind ?? all(workspace.picture, "intent")[turn.intent]?.terms.kind;
  const second = moment && secondOf(workspace, moment);
  const way = sources(words)[turn.provenance?.source ?? "button"];
  return html`<li data-kind="turn"><${Icon} name=${TURNS[state] ?? "receipt"} /><div><p class="small"><strong>${title}</strong> ${when}</p>
    <p class="small soft">${kind && kindOf(words, kind)}${terms?.amount && html` <span class="figures">${range(terms.amount, words.locale)}</span>`}${terms && ` · ${levelOf(words, terms.level)}`}</p>
    ${!terms && html`<p class="small faint">${author || words.say("By the clock")}</p>`}${(second || way) && html`<p class="small faint figures">${[second, way].filter(Boolean).join(" · ")}</p>`}</div></li>`;
}

/** That somebody watched. @param {{ workspace: Workspace, viewing: Viewing, when: unknown }} props */
function Seen({ workspace, viewing, when }) {
  const { words } = workspace;
  return html`<li><${Icon} name="eye" /><div><p class="small"><strong>${words.say("Watched the pitch")}</strong> ${when}</p>
    <p class="small faint figures">${words.say("for {time}", { time: digits(viewing.seconds) })}</p></div></li>`;
}

/** When in a pitch it was. @param {Workspace} workspace @param {Moment} one */
function secondOf({ words, picture }, one) {
  const pitch = all(picture, "pitch")[one.pitch ?? ""];
  return pitch && one.second !== null && words.say("{time} into {pitch}", { time: digits(one.second), pitch: words.of(pitch.title) });
}

/** The question's text, or the intent's kind, as far as the reader may see it. @param {Workspace} workspace @param {Moment} one */
function aboutOf({ picture, words }, { about, signal }) {
  if (signal === "download") return about;
  const question = all(picture, "question")[about];
  if (question) return question.text ?? "";
  const intent = all(picture, "intent")[about];
  return intent ? kindOf(words, intent.terms.kind) : "";
}

/** @param {{ workspace: Workspace, sheet: LeadSheet, note: Note, author: string, when: unknown }} props */
function Noted({ workspace, sheet, note, author, when }) {
  const { words, sheets } = workspace;
  const [draft, write] = useState(/** @type {string | null} */ (null));
  const lead = sheet.row.lead;
  const own = workspace.works && note.by === workspace.me;
  const save = async () => {
    if (await sheets.ask("PATCH", `/notes/${note.note}`, { version: note.version, text: draft }, lead)) write(null);
  };
  return html`<li data-kind="note"><${Icon} name="pencil" /><div><p class="small"><strong>${author || words.say("Somebody who left")}</strong> ${when}${note.edited_at && html` <span class="faint">${words.say("edited")}</span>`}</p>
    ${draft === null
      ? html`<p class="lead-comment">${note.text}</p>${own && html`<p class="row close small"><button class="button quiet small" onClick=${() => write(note.text)}>${words.say("Edit")}</button>
          <button class="button quiet small" onClick=${() => void sheets.ask("DELETE", `/notes/${note.note}?version=${note.version}`, undefined, lead)}>${words.say("Delete")}</button></p>`}`
      : html`<label class="visually-hidden" for=${note.note}>${words.say("Note")}</label><textarea class="input" id=${note.note} maxlength="2000" value=${draft} onInput=${(/** @type {any} */ event) => write(event.target.value)}></textarea>
          <p class="row close small"><button class="button small" disabled=${!draft.trim()} onClick=${save}>${words.say("Save")}</button><button class="button quiet small" onClick=${() => write(null)}>${words.say("Cancel")}</button></p>`}</div></li>`;
}

/** Each field that was changed as "Progress: New → Meeting". @param {Workspace} workspace @param {Change} change */
export function changedOf(workspace, change) {
  const { words } = workspace;
  if (change.about && !("note" in change.after)) return [words.say("Took a note away")];
  const names = fieldsOf(words);
  return Object.keys(change.after)
    .filter((name) => names[name])
    .map((name) => {
      const after = shown(workspace, name, change.after[name]);
      return name in change.before ? `${names[name]}: ${shown(workspace, name, change.before[name])} → ${after}` : `${names[name]}: ${after}`;
    });
}

/** A value as it is read. @param {Workspace} workspace @param {string} name @param {any} value @returns {string} */
export function shown(workspace, name, value) {
  const { words } = workspace;
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)) return words.say("(nothing)");
  /** @type {Record<string, () => string>} */
  const texts = {
    stage: () => stages(words)[/** @type {import("../../core/leads.js").LeadStage} */ (value)] ?? value,
    lost_reason: () => reasons(words)[/** @type {import("../../core/leads.js").LostReason} */ (value)] ?? value,
    owner: () => workspace.ownerOf(value),
    due: () => dayOf(words, value),
    tags: () => value.join(", "),
    fit: () => value.map((/** @type {import("../../core/leads.js").Fit} */ one) => fits(words)[one]).join(", "),
    channels: () => value.map((/** @type {import("../../core/leads.js").Channel} */ one) => channels(words)[one]).join(", "),
    do_not_contact: () => (value ? words.say("yes") : words.say("no")),
    external: () => Object.entries(value).map(([crm, id]) => `${crm} ${id}`).join(", ") || words.say("(nothing)"),
    merged_into: () => whoOf(words, workspace.byLead.peek().get(value) ?? { view: /** @type {any} */ ({ name: value }) }),
  };
  return texts[name]?.() ?? String(value);
}
