/** The leads workspace, of organizers and of a project's presenters. */
import { effect } from "@preact/signals";

import { CLOCK } from "../net/clock.js";
import { Kept } from "../net/kept.js";
import { read } from "../net/read.js";
import { html } from "../views/html.js";
import { LeadsApp } from "../views/leads/app.js";
import { Workspace } from "../views/leads/workspace.js";
import { begin } from "./seat.js";

/** @import { LeadSheet } from "../core/leads.js" */

/** Work of others on a lead is told to nobody; this often it is read without a hint. */
const ROUND = 15_000;

void begin((place) => {
  /** @type {Kept<LeadSheet>} */
  const sheets = new Kept(() => read(`/api/seats/${place.boot.seat}/leads`, fetch.bind(globalThis)), CLOCK);
  effect(() => {
    void [place.live.picture.value.lead, place.live.picture.value.intent];
    sheets.hint();
  });
  setInterval(() => document.hidden || sheets.hint(), ROUND);
  return html`<${LeadsApp} workspace=${new Workspace(place, sheets)} />`;
});
