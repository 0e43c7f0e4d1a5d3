/** What stands in front of the desk: a question before something final, one's own camera, the list of shortcuts. */
import { useEffect, useRef } from "preact/hooks";

import { show, stage } from "../../core/selectors.js";
import { Dialog } from "../dialog.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { OwnPicture } from "../own_picture.js";

/** @import { Desk } from "./desk.js" */

/** @param {{ desk: Desk }} props */
export function Dialogs({ desk }) {
  const asked = desk.confirmation.value;
  /** @param {boolean} yes */
  const answer = (yes) => {
    desk.confirmation.value = null;
    if (yes && asked) void desk.act(asked.command);
  };
  return html`${asked && html`<${Dialog} title=${asked.title} yes=${asked.yes} no=${desk.words.say("Cancel")} danger=${true} onAnswer=${answer}><p class="soft">${asked.text}</p>${asked.more?.map((line) => html`<p class="soft">${line}</p>`)}<//>`}
    ${desk.helping.value && html`<${Shortcuts} desk=${desk} />`}
    ${desk.filming.value && html`<${Filming} desk=${desk} />`}`;
}

/** The organizer's own picture, and what puts it on the stage; it goes on behind a closed dialog. @param {{ desk: Desk }} props */
function Filming({ desk }) {
  const { words, camera, seat, sources } = desk;
  const dialog = useModal();
  const shown = stage(desk.picture)?.seat === seat;
  const live = show(desk.picture)?.status === "live";
  const can = live && sources.includes(seat);
  const [text, command] = shown
    ? [words.say("Leave the stage"), /** @type {const} */ ({ type: "stage.clear" })]
    : [words.say("Take the stage"), /** @type {const} */ ({ type: "stage.take", seat })];
  return html`<dialog ref=${dialog} class="dialog filming" aria-labelledby="filming-title" onClose=${() => (desk.filming.value = false)}>
    <h2 id="filming-title">${words.say("My camera")}</h2>
    <${OwnPicture} words=${words} camera=${camera} />
    ${!live && html`<p class="small faint">${words.say("The stage can be taken once the roadshow is live.")}</p>`}
    <div class="row"><button class="button" onClick=${() => dialog.current?.close()}>${words.say("Close")}</button>
      <button class="button primary" aria-disabled=${!shown && !can} onClick=${() => (shown || can) && desk.act(command)}><${Icon} name="monitor-up" />${text}</button></div>
  </dialog>`;
}

/** A dialog that opens as it is drawn. */
function useModal() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  return dialog;
}

/** @param {{ desk: Desk }} props */
function Shortcuts({ desk }) {
  const { words } = desk;
  const dialog = useModal();
  const acting = [
    ["N", words.say("Do the next step")],
    ["+ −", words.say("One minute more or less")],
    ["Alt ↑ ↓", words.say("Move the pitch (in the rundown)")],
    ["C", words.say("Call the presenter of the chosen pitch")],
    ["I", words.say("Open or close the intent window of the chosen pitch")],
    ["M", words.say("Write to the presenter")],
    ["U", words.say("Undo the last moderation")],
  ];
  const looking = [
    ["↑ ↓", words.say("Choose a pitch (in the rundown)")],
    ["1–5", words.say("Show, rundown, questions, intents, people")],
    ["/", words.say("Search people")],
    ["?", words.say("This list")],
  ];
  const keys = desk.reads ? looking : [...acting, ...looking];
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="shortcuts-title" onClose=${() => (desk.helping.value = false)}>
    <h2 id="shortcuts-title">${words.say("Keyboard shortcuts")}</h2>
    <dl class="shortcuts">${keys.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>
    <div class="row"><button class="button" onClick=${() => dialog.current?.close()}>${words.say("Close")}</button></div>
  </dialog>`;
}
