/** What narrows the list. Each choice is a link, so that a view can be kept, sent and gone back to. */
import { CLEARED, STAGES, address, choices, narrowed } from "../../core/leads.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf } from "../terms.js";
import { Menu } from "./menu.js";
import { follow } from "./navigation.js";
import { stages } from "./words.js";

/** @import { Workspace } from "./workspace.js" */

/** A value and what it is called. @typedef {[value: string, text: string]} Choice */

/** @param {{ workspace: Workspace }} props */
export function Filters({ workspace }) {
  const { words, query } = workspace;
  return html`<div class="filters" role="search" aria-label=${words.say("Filter the leads")}>
    <${Search} workspace=${workspace} />
    ${menusOf(workspace).map(([name, label, choices]) => html`<${Filter} key=${name} workspace=${workspace} name=${name} label=${label} choices=${choices} />`)}
    <${Answer} workspace=${workspace} />
    ${narrowed(query.value) && html`<a class="button quiet small" href=${address(query.value, CLEARED)} onClick=${follow(workspace, CLEARED)}><${Icon} name="x" />${words.say("Clear")}</a>`}
  </div>`;
}

/** @param {{ workspace: Workspace }} props */
function Search({ workspace }) {
  const { words } = workspace;
  return html`<div class="search"><${Icon} name="search" /><label class="visually-hidden" for="lead-search">${words.say("Search leads")}</label>
    <input class="input" id="lead-search" type="search" aria-keyshortcuts="/" placeholder=${words.say("Search")} value=${workspace.query.value.q ?? ""}
      onInput=${(/** @type {any} */ event) => workspace.go({ q: event.target.value || null }, { replace: true })} /></div>`;
}

/** Leads to whom an answer is owed. @param {{ workspace: Workspace }} props */
function Answer({ workspace }) {
  const { words, query, rows } = workspace;
  const count = rows.items.value.filter((row) => row.waiting).length;
  const on = Boolean(query.value.answer);
  if (!count && !on) return null;
  const changes = { answer: on ? null : "needed" };
  return html`<a class="button small ${on ? "" : "quiet"}" href=${address(query.value, changes)} aria-current=${on ? "true" : undefined} onClick=${follow(workspace, changes)}><${Icon} name="message-circle-question" />${words.say("Needs an answer")} <span class="figures">${words.number(count)}</span></a>`;
}

/** @param {Workspace} workspace @returns {[string, string, Choice[]][]} */
function menusOf(workspace) {
  const { words, rows, around } = workspace;
  const there = choices(rows.items.value);
  const names = stages(words);
  /** @type {[string, string, Choice[]][]} */
  const menus = [
    ["project", words.say("Project"), there.projects.map((project) => [project, words.of(around.value.projects[project])])],
    ["stage", words.say("Progress"), [["working", words.say("In progress")], .../** @type {Choice[]} */ (STAGES.map((stage) => [stage, names[stage]]))]],
    ["owner", words.say("Owner"), [["-", words.say("Nobody yet")], .../** @type {Choice[]} */ (there.owners.map((owner) => [owner, workspace.ownerOf(owner)]))]],
    ["kind", words.say("Kind"), there.kinds.map((kind) => [kind, kindOf(words, kind)])],
    ["intent", words.say("Intent"), [["yes", words.say("With an intent")], ["no", words.say("Without an intent")]]],
    ["tag", words.say("Tag"), there.tags.map((tag) => [tag, tag])],
    ["due", words.say("Due"), [["overdue", words.say("Overdue")], ["week", words.say("Within a week")], ["none", words.say("No date")]]],
  ];
  return menus.filter(([name, , list]) => list.length > (name === "project" ? 1 : 0));
}

/** @param {{ workspace: Workspace, name: string, label: string, choices: Choice[] }} props */
function Filter({ workspace, name, label, choices }) {
  const { query, words } = workspace;
  const chosen = /** @type {Record<string, string>} */ (query.value)[name];
  const text = choices.find(([value]) => value === chosen)?.[1] ?? chosen;
  /** @param {string | null} value */
  const pick = (value) => follow(workspace, { [name]: value });
  return html`<${Menu} label=${text ? `${label}: ${text}` : label} pressed=${Boolean(chosen)}>
    ${chosen && html`<a href=${address(query.value, { [name]: null })} onClick=${pick(null)}>${words.say("Any")}</a>`}
    ${choices.map(([value, choice]) => html`<a key=${value} href=${address(query.value, { [name]: value })} aria-current=${value === chosen ? "true" : "false"} onClick=${pick(value)}><span class="truncate">${choice}</span>${value === chosen && html`<${Icon} name="check" />`}</a>`)}
  </${Menu}>`;
}
