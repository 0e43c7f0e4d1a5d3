/** A pair that nobody proposed, to be put into the timetable by hand: an investor who showed interest in a project. */
import { useState } from "preact/hooks";

import { all, programme } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { investorOf } from "./words.js";

/** @import { Diary } from "./diary.js" */

/** @param {{ diary: Diary }} props */
export function Add({ diary }) {
  const { words, picture } = diary;
  const [project, setProject] = useState("");
  const [person, setPerson] = useState("");
  const leads = Object.values(all(picture, "lead")).filter((lead) => lead.project === project && lead.person);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    diary.picked.value = { person, project };
    document.querySelector(".grid-wrap")?.scrollIntoView({ block: "nearest" });
  };
  return html`<details class="fold"><summary>${words.say("Add a meeting by hand")}</summary><form class="row add-pair" onSubmit=${submit}>
    <div class="field"><label for="add-project">${words.say("Project")}</label><select class="input" id="add-project" required value=${project} onChange=${(/** @type {any} */ event) => { setProject(event.target.value); setPerson(""); }}>
      <option value="">${words.say("Choose")}</option>${programme(picture).map((pitch) => html`<option value=${pitch.project}>${words.of(pitch.title)}</option>`)}</select></div>
    <div class="field"><label for="add-investor">${words.say("Investor")}</label><select class="input" id="add-investor" required disabled=${!project} value=${person} onChange=${(/** @type {any} */ event) => setPerson(event.target.value)}>
      <option value="">${leads.length || !project ? words.say("Choose") : words.say("Nobody showed interest yet")}</option>${leads.map((lead) => html`<option value=${lead.person}>${investorOf(words, lead)}</option>`)}</select></div>
    <button class="button" disabled=${!person}><${Icon} name="plus" />${words.say("Choose a time in the grid")}</button></form></details>`;
}
