/** Who is here, and what an organizer decides about them. */
import { useState } from "preact/hooks";

import { found, present, sorted, upToDate } from "../../core/crowd.js";
import { programme } from "../../core/selectors.js";
import { goes, list, stays } from "../../core/personal.js";
import { troubledFirst } from "../../core/watching.js";
import { Refused, read } from "../../net/read.js";
import { Sight } from "../arrival.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { toast } from "../toast.js";
import { GroundBadge, GroundForm } from "./grounds.js";
import { roleOf } from "./words.js";

/** @import { Personal } from "../../core/personal.js" */
/** @import { Attendee } from "../../core/readiness.js" */
/** @import { Command, Role } from "../../protocol.js" */
/** @import { Desk } from "./desk.js" */

/** More than this many are found by searching. */
const SHOWN = 100;

/** @param {{ desk: Desk }} props */
export function People({ desk }) {
  const { words } = desk;
  const [text, search] = useState("");
  const people = upToDate(desk.people.value, desk.picture);
  const all = troubledFirst(sorted(found(people, text), words.locale), desk.seen.value);
  const hidden = Math.max(0, all.length - SHOWN);
  const more = words.count(hidden, "{count} more: search to find them", "{count} more: search to find them");
  return html`<div class="people">
    <div class="search"><${Icon} name="search" /><label class="visually-hidden" for="people-search">${words.say("Search people")}</label>
      <input class="input" id="people-search" type="search" aria-keyshortcuts="/" placeholder=${words.say("Name, organisation or contact")} value=${text} onInput=${(/** @type {any} */ event) => search(event.target.value)} /></div>
    <p class="small soft" role="status">${summary(desk, people)}</p>
    ${all.length
      ? html`<ul class="list people-list" role="list">${all.slice(0, SHOWN).map((one) => html`<${Person} key=${one.seat} desk=${desk} person=${one} />`)}</ul>`
      : html`<div class="empty"><${Icon} name="users" /><p>${text ? words.say("Nobody by that name.") : words.say("Nobody has come in yet.")}</p></div>`}
    ${hidden > 0 && html`<p class="small faint">${more}</p>`}
  </div>`;
}

/** @param {Desk} desk @param {readonly Attendee[]} people */
function summary({ words }, people) {
  const here = present(people);
  const investors = words.count(here.investor, "{count} investor here", "{count} investors here");
  const presenters = words.count(here.presenter, "{count} presenter", "{count} presenters");
  const audience = words.count(here.audience, "{count} in the audience", "{count} in the audience");
  return [investors, presenters, audience].join(" · ");
}

/** @param {{ desk: Desk, person: Attendee }} props */
function Person({ desk, person }) {
  const { words } = desk;
  const self = person.seat === desk.seat;
  const here = person.online ? words.say("Here now") : words.say("Not here");
  const where = [person.organisation, person.contact].filter(Boolean).join(" · ");
  return html`<li class="person" data-removed=${person.removed}>
    <span class="light" data-state=${person.online ? "ready" : "off"} title=${here}><span class="visually-hidden">${here}</span></span>
    <div class="person-words"><p class="truncate"><strong>${person.name || words.say("No name")}</strong>${self && html` <span class="faint small">${words.say("(you)")}</span>`}</p>
      <p class="small faint truncate">${where}</p>
      <${Sight} words=${words} watching=${desk.seen.value.get(person.seat)} /></div>
    <div class="row close person-badges">${person.muted && html`<span class="badge" data-tone="warn">${words.say("Muted")}</span>`}${person.removed && html`<span class="badge" data-tone="danger">${words.say("Removed")}</span>`}<${GroundBadge} desk=${desk} person=${person} /><span class="badge">${roleOf(words, person.role)}</span></div>
    ${!self && !desk.reads && html`<${Actions} desk=${desk} person=${person} />`}
  </li>`;
}

/** @param {{ desk: Desk, person: Attendee }} props */
function Actions({ desk, person }) {
  const { words } = desk;
  const [open, set] = useState(false);
  const label = words.say("What to do with {name}", { name: person.name });
  /** @param {() => void} what */
  const then = (what) => () => {
    set(false);
    what();
  };
  return html`<div class="person-menu">
    <button class="button quiet small only-icon" aria-expanded=${open} aria-label=${label} onClick=${() => set(!open)}><${Icon} name="ellipsis" /></button>
    ${open && html`<div class="person-actions" onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && (event.stopPropagation(), set(false))}>
      <${Voice} desk=${desk} person=${person} then=${then} />
      <${Entry} desk=${desk} person=${person} then=${then} />
      <${Erasure} desk=${desk} person=${person} then=${then} />
      <${GroundForm} desk=${desk} person=${person} />
      <${RoleForm} desk=${desk} person=${person} done=${() => set(false)} />
    </div>`}
  </div>`;
}

/** @typedef {{ desk: Desk, person: Attendee, then: (what: () => void) => () => void }} ActionProps */

/** @param {ActionProps} props */
function Voice({ desk, person, then }) {
  const { words } = desk;
  /** @type {Command} */
  const command = { type: person.muted ? "person.unmute" : "person.mute", person: person.person };
  return html`<button class="button quiet small" onClick=${then(() => desk.act(command))}><${Icon} name=${person.muted ? "mic" : "mic-off"} />${person.muted ? words.say("Let ask and vote again") : words.say("Mute: no questions or votes")}</button>`;
}

/** @param {ActionProps} props */
function Entry({ desk, person, then }) {
  const { words } = desk;
  if (person.removed) {
    return html`<button class="button quiet small" onClick=${then(() => desk.act({ type: "person.readmit", person: person.person }))}><${Icon} name="user-plus" />${words.say("Let back in")}</button>`;
  }
  const title = words.say("Remove {name}?", { name: person.name });
  const text = words.say("They are put out within a second and cannot come back until you let them in. What they stated stays.");
  const yes = words.say("Remove");
  const ask = () => (desk.confirmation.value = { title, text, yes, command: { type: "person.remove", person: person.person } });
  return html`<button class="button quiet small danger" onClick=${then(ask)}><${Icon} name="user-x" />${words.say("Remove…")}</button>`;
}

/** Asks for what would go first, so that the question names it. @param {ActionProps} props */
function Erasure({ desk, person, then }) {
  const { words } = desk;
  return html`<button class="button quiet small danger" onClick=${then(() => void confirmErasure(desk, person))}><${Icon} name="trash-2" />${words.say("Erase for good…")}</button>`;
}

/** @param {Desk} desk @param {Attendee} person */
async function confirmErasure(desk, person) {
  const { words } = desk;
  /** @type {Personal} */
  let found;
  try {
    found = await read(`/api/seats/${desk.seat}/people/${person.person}/personal`, fetch.bind(globalThis));
  } catch (error) {
    toast(error instanceof Refused ? error.message : words.say("The server cannot be reached."), "danger");
    return;
  }
  desk.confirmation.value = {
    title: words.say("Erase {name} for good?", { name: person.name }),
    text: words.say("What goes: {list}.", { list: list(goes(words, found), words.locale) }),
    more: [stays(words, found), words.say("It cannot be undone. Backups and files that were exported are for whoever keeps them.")],
    yes: words.say("Erase for good"),
    command: { type: "person.erase", person: person.person },
  };
}

/** Another role for the seat; presenters need their project. @param {{ desk: Desk, person: Attendee, done: () => void }} props */
function RoleForm({ desk, person, done }) {
  const { words } = desk;
  const [role, setRole] = useState(person.role);
  const [project, setProject] = useState(person.project ?? "");
  const pitches = programme(desk.picture);
  /** @type {readonly Role[]} */
  const roles = ["organizer", "presenter", "investor", "audience", "auditor"];
  const presents = role === "presenter";
  const unchanged = role === person.role && (!presents || project === person.project);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    done();
    void desk.act({ type: "seat.reassign", seat: person.seat, role, ...(presents ? { project } : {}) });
  };
  return html`<form class="stack close role-form" onSubmit=${submit}>
    <label class="small" for=${`role-${person.seat}`}>${words.say("Role")}</label>
    <select class="input" id=${`role-${person.seat}`} value=${role} onChange=${(/** @type {any} */ event) => setRole(event.target.value)}>
      ${roles.map((one) => html`<option value=${one}>${roleOf(words, one)}</option>`)}</select>
    ${presents && html`<label class="visually-hidden" for=${`project-${person.seat}`}>${words.say("Project")}</label>
      <select class="input" id=${`project-${person.seat}`} required value=${project} onChange=${(/** @type {any} */ event) => setProject(event.target.value)}>
        <option value="">${words.say("Choose a project")}</option>${pitches.map((pitch) => html`<option value=${pitch.project}>${words.of(pitch.title)}</option>`)}</select>`}
    <button class="button small" disabled=${unchanged || (presents && !project)}>${words.say("Change role")}</button>
  </form>`;
}
