/**
 * What every live page begins with: who sits here, the words, the live roadshow, drafts, and a clock that ticks.
 *
 * @import { Signal } from "@preact/signals"
 * @import { VNode } from "preact"
 * @import { Words } from "../core/words.js"
 * @import { Role } from "../protocol.js"
 */
import { effect, signal } from "@preact/signals";
import { render } from "preact";

import { Drafts } from "../core/drafts.js";
import { uuid7 } from "../core/uuid.js";
import { CLOCK } from "../net/clock.js";
import { Live } from "../net/live.js";
import { poster } from "../net/post.js";
import { openShelf } from "../net/shelf.js";
import { asker } from "../net/why.js";
import { keepIcons } from "../views/icon.js";
import { spoken } from "./spoken.js";

/**
 * What the server says in the page.
 *
 * @typedef {{ seat: string, roadshow: string, role: Role, project: string | null, name: string, language: string, mails: boolean, words: string }} Boot
 */

/**
 * @typedef {object} Seat
 * @property {Boot} boot
 * @property {Signal<Words>} words
 * @property {Live} live
 * @property {Signal<number>} now milliseconds by the server's clock, renewed each second
 * @property {Drafts} drafts
 */

/**
 * Begin, and draw the page once its words are there.
 *
 * @param {(seat: Seat) => VNode} draw
 * @returns {Promise<Seat>}
 */
export async function begin(draw) {
  const boot = /** @type {Boot} */ (JSON.parse(document.getElementById("boot")?.textContent ?? "{}"));
  const [words, shelf] = await Promise.all([spoken(boot), openShelf(indexedDB), keepIcons()]);
  const live = lively(boot, shelf);
  const seat = { boot, words, live, now: ticking(live), drafts: new Drafts(boot.seat, localStorage) };
  followNetwork(live);
  render(draw(seat), /** @type {HTMLElement} */ (document.getElementById("app")));
  live.start();
  return seat;
}

/** @param {Boot} boot @param {import("../net/shelf.js").Shelf} shelf */
function lively(boot, shelf) {
  const tabs = new BroadcastChannel(`roadshow-${boot.seat}`);
  const live = new Live({
    seat: boot.seat,
    open: () => new WebSocket(new URL(`/ws/${boot.seat}`, location.href.replace(/^http/, "ws"))),
    why: asker((input, init) => fetch(input, init), boot.seat),
    shelf,
    post: poster((input, init) => fetch(input, init)),
    key: () => uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10))),
    lock,
    clock: CLOCK,
    random: Math.random,
    told: () => tabs.postMessage("outbox"),
    // A seat with another role belongs on another page; the server knows which.
    welcomed: (role, project) => {
      if (role !== boot.role || project !== boot.project) location.reload();
    },
  });
  tabs.onmessage = () => void live.outbox.refresh();
  return live;
}

/** Web Locks are there on HTTPS and loopback only; without them a double sending is harmless, the key is the same. */
const lock = async (/** @type {string} */ name, /** @type {() => Promise<void>} */ work) =>
  navigator.locks ? navigator.locks.request(name, work) : work();

/** @param {Live} live */
function ticking(live) {
  const now = signal(live.now());
  setInterval(() => (now.value = live.now()), 1000);
  effect(() => {
    if (live.ready.value) now.value = live.now();
  });
  return now;
}

/** @param {Live} live */
function followNetwork(live) {
  addEventListener("online", () => live.nudge());
  addEventListener("offline", () => live.lose());
  addEventListener("pageshow", () => live.nudge());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) live.nudge();
  });
}
