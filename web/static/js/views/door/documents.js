/** The project's documents, to add to, to rename and to take away; a host picks the project first. */
import { useEffect, useState } from "preact/hooks";

import { ACCEPT, stemOf } from "../../core/materials.js";
import { programme } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Download } from "../materials.js";

/** @import { Material } from "../../core/materials.js" */
/** @import { Door } from "./door.js" */
/** @import { Sending } from "./adding.js" */

/** @param {{ door: Door }} props */
export function Documents({ door }) {
  const { words, materials, adding } = door;
  const [picked, pick] = useState("");
  useEffect(() => void materials.read(), []);
  const project = door.seat.boot.project ?? (picked || programme(door.picture)[0]?.project || "");
  const there = materials.of(project);
  const gone = adding.removed.value.filter((one) => one.project === project);
  return html`<div class="stack">
    ${!door.seat.boot.project && html`<${Pick} door=${door} project=${project} onPick=${pick} />`}
    <${Add} door=${door} project=${project} />
    ${materials.failed.value && html`<p class="small" role="status">${words.say("The documents could not be read.")} <button class="button quiet small" onClick=${() => void materials.read()}>${words.say("Try again")}</button></p>`}
    <ul class="list materials" aria-label=${words.say("Documents")}>
      ${adding.sending.value.filter((one) => one.project === project).map((one) => html`<${Going} key=${one.id} door=${door} one=${one} />`)}
      ${there.map((one) => html`<${Line} key=${one.material} door=${door} material=${one} />`)}
      ${gone.map((one) => html`<li key=${one.material} class="row close small"><span class="soft material-name">${words.say("{name} was deleted.", { name: one.name })}</span>
        <button class="button quiet small push" onClick=${() => void adding.change(one, { removed: false })}><${Icon} name="undo-2" />${words.say("Undo")}</button></li>`)}
    </ul>
  </div>`;
}

/** @param {{ door: Door, project: string, onPick: (project: string) => void }} props */
function Pick({ door: { words, picture }, project, onPick }) {
  return html`<label class="field"><span class="label">${words.say("Project")}</span>
    <select class="input" value=${project} onChange=${(/** @type {any} */ event) => onPick(event.currentTarget.value)}>
      ${programme(picture).map((one) => html`<option key=${one.project} value=${one.project}>${words.of(one.title)}</option>`)}</select></label>`;
}

/** @param {{ door: Door, project: string }} props */
function Add({ door: { words, adding }, project }) {
  const [investors, restrict] = useState(false);
  const [over, hover] = useState(false);
  const take = (/** @type {FileList | null | undefined} */ files) => project && adding.add(files ?? [], project, investors);
  /** @param {DragEvent} event */
  const drop = (event) => {
    event.preventDefault();
    hover(false);
    take(event.dataTransfer?.files);
  };
  /** @param {DragEvent} event */
  const drag = (event) => {
    event.preventDefault();
    hover(true);
  };
  /** @param {Event} event */
  const choose = (event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    take(input.files);
    // So that the same file can be chosen again.
    input.value = "";
  };
  return html`<div class="drop stack close" data-over=${over} onDragOver=${drag} onDragLeave=${() => hover(false)} onDrop=${drop}>
    <label class="button drop-choose"><${Icon} name="upload" />${words.say("Add documents")}<input class="drop-input" type="file" multiple accept=${ACCEPT} onChange=${choose} /></label>
    <p class="small faint">${words.say("PDF, PowerPoint, Word, Excel, PNG or JPEG, up to 20 MB each. They can be dropped here.")}</p>
    <label class="check small"><input type="checkbox" checked=${investors} onChange=${(/** @type {any} */ event) => restrict(event.currentTarget.checked)} />${words.say("Only for investors")}</label>
  </div>`;
}

/** @param {{ door: Door, one: Sending }} props */
function Going({ door: { words, adding }, one }) {
  const percent = new Intl.NumberFormat(words.locale, { style: "percent" }).format(one.share);
  return html`<li class="stack close">
    <div class="row close"><span class="material-name">${one.file.name}</span>
      ${one.why && one.again && html`<button class="button small push" onClick=${() => adding.retry(one)}>${words.say("Try again")}</button>`}
      <button class="button quiet small ${one.why && one.again ? "" : "push"}" onClick=${() => adding.drop(one)}><${Icon} name="x" />${words.say("Cancel")}</button></div>
    ${one.why
      ? html`<p class="error small" role="alert">${one.why}</p>`
      : html`<div class="row close material-going"><progress max="1" value=${one.share} aria-label=${words.say("{name} is being sent", { name: one.file.name })}></progress><span class="small faint figures">${percent}</span></div>`}
  </li>`;
}

/** @param {{ door: Door, material: Material }} props */
function Line({ door, material }) {
  const { words, adding, seat } = door;
  const [renaming, rename] = useState(false);
  if (renaming) return html`<li><${Renamed} door=${door} material=${material} onDone=${() => rename(false)} /></li>`;
  return html`<li class="stack close">
    <${Download} words=${words} seat=${seat.boot.seat} material=${material} />
    <div class="row close"><label class="check small"><input type="checkbox" checked=${material.investors} onChange=${(/** @type {any} */ event) => void adding.change(material, { investors: event.currentTarget.checked })} />${words.say("Only for investors")}</label>
      <button class="button quiet small push" aria-label=${words.say("Rename {name}", { name: material.name })} onClick=${() => rename(true)}><${Icon} name="pencil" />${words.say("Rename")}</button>
      <button class="button quiet small" aria-label=${words.say("Delete {name}", { name: material.name })} onClick=${() => void adding.change(material, { removed: true })}><${Icon} name="trash-2" />${words.say("Delete")}</button></div>
  </li>`;
}

/** @param {{ door: Door, material: Material, onDone: () => void }} props */
function Renamed({ door: { words, adding }, material, onDone }) {
  const [name, write] = useState(stemOf(material));
  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    if (name.trim()) await adding.change(material, { name });
    onDone();
  }
  return html`<form class="stack close" onSubmit=${save} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && onDone()}>
    <input class="input" maxlength="120" aria-label=${words.say("Name")} value=${name} autofocus onInput=${(/** @type {any} */ event) => write(event.currentTarget.value)} />
    <div class="row close"><button class="button small" disabled=${!name.trim()}>${words.say("Save")}</button>
      <button class="button quiet small" type="button" onClick=${onDone}>${words.say("Cancel")}</button></div>
  </form>`;
}
