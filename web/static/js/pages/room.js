/** The live room of an investor or of the audience. */
import { Frame } from "../views/room/frame.js";
import { Room } from "../views/room/room.js";
import { html } from "../views/html.js";
import { begin } from "./seat.js";

void begin((seat) => html`<${Frame} room=${new Room(seat)} />`);
