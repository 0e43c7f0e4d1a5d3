/** A button with choices under it, or above it; it closes by a choice, by Escape, and where one clicks elsewhere. */
import { useEffect, useRef } from "preact/hooks";

import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { ComponentChildren } from "preact" */

/** @param {{ label: string, pressed?: boolean, up?: boolean, children?: ComponentChildren }} props */
export function Menu({ label, pressed = false, up = false, children }) {
  const menu = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  useEffect(() => closesOutside(menu.current), []);
  const close = () => menu.current?.removeAttribute("open");
  const clicked = (/** @type {MouseEvent} */ event) => event.target instanceof Element && event.target.closest("a, button") && close();
  return html`<details class="menu filter" data-up=${up} ref=${menu} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close()}>
    <summary class="button small ${pressed || up ? "" : "quiet"}" aria-pressed=${pressed ? "true" : undefined}>${label}<${Icon} name=${up ? "chevron-up" : "chevron-down"} /></summary>
    <div onClick=${clicked} onSubmit=${close}>${children}</div>
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
