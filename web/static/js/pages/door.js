/** The stage door of a presenter, and of a host who takes the stage. */
import { Door } from "../views/door/door.js";
import { Frame } from "../views/door/frame.js";
import { html } from "../views/html.js";
import { begin } from "./seat.js";

void begin((seat) => html`<${Frame} door=${new Door(seat)} />`);
