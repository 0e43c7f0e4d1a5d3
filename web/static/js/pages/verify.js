/** The page on which anybody checks a receipt, from its QR code, its link or its file. */
import { render } from "preact";

import { html } from "../views/html.js";
import { keepIcons } from "../views/icon.js";
import { Check, Frame } from "../views/verify.js";
import { spoken } from "./spoken.js";

const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
const [words] = await Promise.all([spoken(boot), keepIcons()]);
const check = new Check(words, (input, init) => fetch(input, init));

render(html`<${Frame} check=${check} />`, /** @type {HTMLElement} */ (document.getElementById("app")));

// A code that is scanned while the page is open changes nothing but what is behind the #.
const fromAddress = () => void (location.hash.length > 1 && check.take(location.hash));
addEventListener("hashchange", fromAddress);
fromAddress();
