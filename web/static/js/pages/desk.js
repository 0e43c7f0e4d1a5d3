/** The host desk. */
import { effect } from "@preact/signals";

import { CLOCK } from "../net/clock.js";
import { Kept } from "../net/kept.js";
import { read } from "../net/read.js";
import { DeskApp } from "../views/desk/app.js";
import { Desk } from "../views/desk/desk.js";
import { html } from "../views/html.js";
import { begin } from "./seat.js";

/** @import { Attendee } from "../core/readiness.js" */
/** @import { Watching } from "../core/watching.js" */
/** @import { Live } from "../net/live.js" */

/** Who came or left is told to nobody; this often the list is read without a hint. */
const ROUND = 20_000;

void begin((host) => {
  /** @type {Kept<Attendee>} */
  const roll = new Kept(() => read(`/api/seats/${host.boot.seat}/people`, fetch.bind(globalThis)), CLOCK);
  /** @type {Kept<Watching>} */
  const watching = new Kept(() => read(`/api/seats/${host.boot.seat}/audience`, fetch.bind(globalThis)), CLOCK);
  freshen(roll, host.live);
  measure(watching, host.live);
  return html`<${DeskApp} desk=${new Desk(host, roll.items, watching.items)} />`;
});

/** Read again when a head-count, a source or a role tells that somebody came or went. @param {Kept<Attendee>} roll @param {Live} live */
function freshen(roll, live) {
  effect(() => {
    void [live.viewers.value, live.media.value?.sources, live.picture.value.standing, live.line.value.name];
    roll.hint();
  });
  setInterval(() => document.hidden || roll.hint(), ROUND);
}

/** Read again when somebody begins or ceases to see badly. @param {Kept<Watching>} watching @param {Live} live */
function measure(watching, live) {
  effect(() => {
    void [live.figures.value?.audience, live.viewers.value];
    watching.hint();
  });
  setInterval(() => document.hidden || watching.hint(), ROUND);
}
