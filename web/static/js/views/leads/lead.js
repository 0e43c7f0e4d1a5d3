/** One lead: who it is, the work on it, and its story in time. */
import { useEffect, useRef } from "preact/hooks";

import { range } from "../../core/money.js";
import { all } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf, levelOf } from "../terms.js";
import { close } from "./navigation.js";
import { SIGNS, signals, whoOf } from "./words.js";
import { Work } from "./work.js";

/** @import { LeadSheet, Moment } from "../../core/leads.js" */
/** @import { IntentView } from "../../protocol.js" */
/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace, sheet: LeadSheet }} props */
export function Lead({ workspace, sheet }) {
  const { words } = workspace;
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => title.current?.scrollIntoView({ block: "nearest" }), []);
  return html`<aside class="lead-panel" aria-labelledby="lead-title">
    <header class="lead-head"><div><h2 id="lead-title" ref=${title}>${whoOf(words, sheet)}</h2><p class="soft">${sheet.view.organisation}</p></div>
      <button class="button quiet small only-icon" aria-label=${words.say("Close")} onClick=${() => close(workspace)}><${Icon} name="x" /></button></header>
    <${Person} workspace=${workspace} sheet=${sheet} />
    <${Work} workspace=${workspace} sheet=${sheet} />
    <${Intents} workspace=${workspace} sheet=${sheet} />
    <${Story} workspace=${workspace} sheet=${sheet} />
  </aside>`;
}

/** Project, contact, and whether presenters may know who it is. @param {{ workspace: Workspace, sheet: LeadSheet }} props */
function Person({ workspace, sheet }) {
  const { words } = workspace;
  const { contact, consented } = sheet;
  const href = contact?.includes("@") ? `mailto:${contact}` : contact && `tel:${contact.replace(/\s/g, "")}`;
  return html`<dl class="facts small">
    <dt>${words.say("Project")}</dt><dd>${words.of(sheet.project_title)}</dd>
    ${contact && html`<dt>${words.say("Contact")}</dt><dd><a href=${href}>${contact}</a></dd>`}
    <dt>${words.say("Consent")}</dt><dd><span class="light" data-state=${consented ? "ready" : "off"}>${consented ? words.say("Given: the presenters see name and contact") : words.say("Not given: the presenters see a number")}</span></dd>
  </dl>`;
}

/** @param {{ workspace: Workspace, sheet: LeadSheet }} props */
function Intents({ workspace, sheet }) {
  const { words } = workspace;
  if (!sheet.intents.length) return null;
  return html`<section class="lead-section" aria-labelledby="lead-intents"><h3 id="lead-intents">${words.say("Intents")}</h3>
    <ul class="list" role="list">${sheet.intents.map((intent) => html`<${Intent} key=${intent.intent} workspace=${workspace} intent=${intent} />`)}</ul></section>`;
}

/** @param {{ workspace: Workspace, intent: IntentView }} props */
function Intent({ workspace, intent }) {
  const { words } = workspace;
  const { terms } = intent;
  const version = words.say("version {version}", { version: intent.version });
  return html`<li><p><strong>${kindOf(words, terms.kind)}</strong> ${terms.amount && html`<span class="figures">${range(terms.amount, words.locale)}</span>`}</p>
    <p class="small faint">${levelOf(words, terms.level)}${intent.version > 1 && ` · ${version}`}</p>
    ${intent.comment && html`<p class="small soft lead-comment">${intent.comment}</p>`}</li>`;
}

/** The latest first. @param {{ workspace: Workspace, sheet: LeadSheet }} props */
function Story({ workspace, sheet }) {
  const { words } = workspace;
  return html`<section class="lead-section" aria-labelledby="lead-story"><h3 id="lead-story">${words.say("Story")}</h3>
    <ol class="story" role="list">${sheet.story.toReversed().map((one) => html`<${Step} key=${one.seq} workspace=${workspace} one=${one} />`)}</ol></section>`;
}

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** @param {{ workspace: Workspace, one: Moment }} props */
function Step({ workspace, one }) {
  const { words } = workspace;
  return html`<li><${Icon} name=${SIGNS[one.signal]} /><div><p class="small"><strong>${signals(words)[one.signal]}</strong> <span class="faint figures">${moment(one.at, words.locale, WHEN)}</span></p>
    <p class="small soft lead-comment">${aboutOf(workspace, one)}</p></div></li>`;
}

/** The question's text, or the intent's kind, as far as the reader may see it. @param {Workspace} workspace @param {Moment} one */
function aboutOf({ picture, words }, { about }) {
  const question = all(picture, "question")[about];
  if (question) return question.text ?? "";
  const intent = all(picture, "intent")[about];
  return intent ? kindOf(words, intent.terms.kind) : "";
}
