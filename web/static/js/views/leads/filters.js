/** What narrows the list. Each choice is a link, so that a view can be kept, sent and gone back to. */
import { useEffect, useRef } from "preact/hooks";

import { CLEARED, STAGES, address, choices, narrowed } from "../../core/leads.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf } from "../terms.js";
import { follow } from "./navigation.js";
import { stages } from "./words.js";

/** @import { Workspace } from "./workspace.js" */

/** A value and what it is called. @typedef {[value: string, text: string]} Choice */

/** @param {{ workspace: Workspace }} props */
export function Filters({ workspace }) {
  const { words } = workspace;
  return html`<div class="filters" role="search" aria-label=${words.say("Filter the leads")}>
    <${Search} workspace=${workspace} />
    ${menusOf(workspace).map(([name, label, choices]) => html`<${Menu} key=${name} workspace=${workspace} name=${name} label=${label} choices=${choices} />`)}
    ${narrowed(workspace.query.value) && html`<a class="button quiet small" href=${address(workspace.query.value, CLEARED)} onClick=${follow(workspace, CLEARED)}><${Icon} name="x" />${words.say("Clear")}</a>`}
  </div>`;
}

/** @param {{ workspace: Workspace }} props */
function Search({ workspace }) {
  const { words } = workspace;
  return html`<div class="search"><${Icon} name="search" /><label class="visually-hidden" for="lead-search">${words.say("Search leads")}</label>
    <input class="input" id="lead-search" type="search" aria-keyshortcuts="/" placeholder=${words.say("Search")} value=${workspace.query.value.q ?? ""}
      onInput=${(/** @type {any} */ event) => workspace.go({ q: event.target.value || null }, { replace: true })} /></div>`;
}

/** @param {Workspace} workspace @returns {[string, string, Choice[]][]} */
function menusOf(workspace) {
  const { words, sheets } = workspace;
  const there = choices(sheets.items.value);
  const names = stages(words);
  /** @type {[string, string, Choice[]][]} */
  const menus = [
    ["project", words.say("Project"), [...there.projects].map(([project, title]) => [project, words.of(title)])],
    ["stage", words.say("Progress"), [["working", words.say("In progress")], .../** @type {Choice[]} */ (STAGES.map((stage) => [stage, names[stage]]))]],
    ["owner", words.say("Owner"), [["-", words.say("Nobody yet")], .../** @type {Choice[]} */ (there.owners.map((owner) => [owner, owner]))]],
    ["kind", words.say("Kind"), there.kinds.map((kind) => [kind, kindOf(words, kind)])],
    ["intent", words.say("Intent"), [["yes", words.say("With an intent")], ["no", words.say("Without an intent")]]],
    ["due", words.say("Due"), [["overdue", words.say("Overdue")], ["week", words.say("Within a week")], ["none", words.say("No date")]]],
  ];
  return menus.filter(([name, , list]) => list.length > (name === "project" ? 1 : 0));
}

/** @param {{ workspace: Workspace, name: string, label: string, choices: Choice[] }} props */
function Menu({ workspace, name, label, choices }) {
  const menu = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  useEffect(() => closesOutside(menu.current), []);
  const chosen = /** @type {Record<string, string>} */ (workspace.query.value)[name];
  const text = choices.find(([value]) => value === chosen)?.[1] ?? chosen;
  const close = () => menu.current?.removeAttribute("open");
  /** @param {string | null} value */
  const pick = (value) => (/** @type {MouseEvent} */ event) => {
    follow(workspace, { [name]: value })(event);
    close();
  };
  return html`<details class="menu filter" ref=${menu} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close()}>
    <summary class="button small ${chosen ? "" : "quiet"}" aria-pressed=${chosen ? "true" : undefined}>${text ? `${label}: ${text}` : label}<${Icon} name="chevron-down" /></summary>
    <div>${chosen && html`<a href=${address(workspace.query.value, { [name]: null })} onClick=${pick(null)}>${workspace.words.say("Any")}</a>`}
      ${choices.map(([value, choice]) => html`<a key=${value} href=${address(workspace.query.value, { [name]: value })} aria-current=${value === chosen ? "true" : "false"} onClick=${pick(value)}><span class="truncate">${choice}</span>${value === chosen && html`<${Icon} name="check" />`}</a>`)}</div>
  </details>`;
}

/** @param {HTMLDetailsElement | null} menu */
function closesOutside(menu) {
  /** @param {MouseEvent} event */
  const clicked = (event) => {
    if (menu && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  };
  document.addEventListener("click", clicked);
  return () => document.removeEventListener("click", clicked);
}
