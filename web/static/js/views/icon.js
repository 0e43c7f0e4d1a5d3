import { html } from "./html.js";

/** A picture from the sprite; ears hear the words beside it. @param {{ name: string }} props */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true"><use href=${`/static/icons.svg#${name}`}></use></svg>`;
}
