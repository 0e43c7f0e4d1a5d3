/** The leads workspace, of organizers and of a project's presenters. */
import { effect } from "@preact/signals";

import { Roll } from "../core/lead_list.js";
import { CLOCK } from "../net/clock.js";
import { Kept } from "../net/kept.js";
import { read } from "../net/read.js";
import { html } from "../views/html.js";
import { LeadsApp } from "../views/leads/app.js";
import { Workspace } from "../views/leads/workspace.js";
import { begin } from "./seat.js";

/** @import { LeadRow } from "../core/leads.js" */

/** Work of others on a lead is told to nobody; this often it is asked for without a hint. */
const ROUND = 15_000;

void begin((place) => {
  const roll = new Roll((query) => read(`/api/seats/${place.boot.seat}/leads${query}`, fetch.bind(globalThis)));
  /** @type {Kept<LeadRow>} */
  const rows = new Kept(() => roll.refresh(), CLOCK);
  effect(() => {
    void [place.live.picture.value.lead, place.live.picture.value.intent, place.live.picture.value.question];
    rows.hint();
  });
  setInterval(() => document.hidden || rows.hint(), ROUND);
  return html`<${LeadsApp} workspace=${new Workspace(place, rows, roll)} />`;
});
