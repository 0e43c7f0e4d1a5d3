/** What one's network lets through, for anybody with a seat. */
import { Frame, Network } from "../views/network.js";
import { html } from "../views/html.js";
import { begin } from "./seat.js";

void begin((seat) => {
  const network = new Network(seat);
  void network.run();
  return html`<${Frame} network=${network} />`;
});
