/** The hall's screen. */
import { html } from "../views/html.js";
import { Projector } from "../views/projector/app.js";
import { begin } from "./seat.js";

void begin((place) => html`<${Projector} place=${place} />`);
