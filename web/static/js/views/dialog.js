/** A question before something that is hard to take back. */
import { useEffect, useRef } from "preact/hooks";

import { html } from "./html.js";

/** @import { ComponentChildren } from "preact" */

/**
 * @param {{ title: string, yes: string, no: string, danger?: boolean, onAnswer: (yes: boolean) => void, children?: ComponentChildren }} props
 */
export function Dialog({ title, yes, no, danger = false, onAnswer, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  return html`<dialog class="dialog" ref=${dialog} aria-labelledby="dialog-title" onCancel=${() => onAnswer(false)}>
    <h2 id="dialog-title">${title}</h2>
    <div class="stack close">${children}</div>
    <div class="row">
      <button class="button" onClick=${() => onAnswer(false)}>${no}</button>
      <button class=${`button primary ${danger ? "danger" : ""}`} onClick=${() => onAnswer(true)}>${yes}</button>
    </div>
  </dialog>`;
}
