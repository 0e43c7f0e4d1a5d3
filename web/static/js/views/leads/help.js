/** What the keyboard does. */
import { useEffect, useRef } from "preact/hooks";

import { html } from "../html.js";

/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace }} props */
export function Help({ workspace }) {
  const { words } = workspace;
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => (workspace.helping.value = false);
  const keys = [
    [["J", "K"], words.say("Next and previous lead")],
    [["Enter"], words.say("Open the lead")],
    [["E"], words.say("Edit its progress")],
    [["N"], words.say("Write a note")],
    [["X"], words.say("Pick it, to change several")],
    [["D"], words.say("Export leads")],
    [["U"], words.say("Undo what was done to several")],
    [["/"], words.say("Search")],
    [["Esc"], words.say("Close")],
  ];
  return html`<dialog class="dialog" ref=${dialog} aria-labelledby="keys-title" onCancel=${close} onClose=${close}>
    <h2 id="keys-title">${words.say("Keys")}</h2>
    <dl class="leads-keys">${keys.map(([names, text]) => html`<dt>${/** @type {string[]} */ (names).map((name) => html`<kbd>${name}</kbd> `)}</dt><dd>${text}</dd>`)}</dl>
    <div class="row"><button class="button" onClick=${close}>${words.say("Close")}</button></div>
  </dialog>`;
}
