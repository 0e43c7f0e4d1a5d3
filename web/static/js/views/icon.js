import { html } from "./html.js";

const SPRITE = "/static/icons.svg";
let sprite = SPRITE;

/** Take all pictures into the page: one that is needed first without a network could not be had any more. */
export async function keepIcons() {
  const all = await parsed(SPRITE);
  if (!all) return;
  all.style.display = "none";
  document.body.append(document.adoptNode(all));
  sprite = "";
}

/** A file's root; null where it does not come. Trusted Types leave no other parser to a page. @param {string} url @returns {Promise<SVGElement | null>} */
const parsed = (url) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.onloadend = () => resolve(/** @type {SVGElement | null} */ (/** @type {unknown} */ (request.response?.documentElement ?? null)));
    request.send();
  });

/** A picture from the sprite; ears hear the words beside it. @param {{ name: string }} props */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true"><use href=${`${sprite}#${name}`}></use></svg>`;
}
