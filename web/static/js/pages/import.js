/** Leads that come back as a file. */
import { html } from "../views/html.js";
import { ImportApp } from "../views/import/app.js";
import { Intake } from "../views/import/intake.js";
import { begin } from "./seat.js";

void begin((place) => html`<${ImportApp} intake=${new Intake(place)} />`);
