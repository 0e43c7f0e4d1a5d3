/**
 * What every live page begins with: who sits here, the words, the live roadshow, drafts, and a clock that ticks.
 *
 * @import { Signal } from "@preact/signals"
 * @import { VNode } from "preact"
 * @import { Catalogue } from "../core/words.js"
 * @import { Role } from "../protocol.js"
 */
import { effect, signal } from "@preact/signals";
import { render } from "preact";

import { Drafts } from "../core/drafts.js";
import { uuid7 } from "../core/uuid.js";
import { Words } from "../core/words.js";
import { CLOCK } from "../net/clock.js";
import { Live } from "../net/live.js";
import { poster } from "../net/post.js";
import { openShelf } from "../net/shelf.js";
import { keepIcons } from "../views/icon.js";

/**
 * What the server says in the page.
 *
 * @typedef {{ seat: string, roadshow: string, role: Role, project: string | null, name: string, language: string, words: string }} Boot
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
  const [catalogue, shelf] = await Promise.all([catalogueAt(boot.words), openShelf(indexedDB), keepIcons()]);
  const words = signal(new Words(boot.language, catalogue));
  const live = lively(boot, shelf);
  const seat = { boot, words, live, now: ticking(live), drafts: new Drafts(boot.seat, localStorage) };
  followLanguage(words);
  followNetwork(live);
  render(draw(seat), /** @type {HTMLElement} */ (document.getElementById("app")));
  live.start();
  return seat;
}

/** Words that do not come leave the page in English. @param {string} url @returns {Promise<Catalogue>} */
async function catalogueAt(url) {
  try {
    return await (await fetch(url)).json();
  } catch {
    return {};
  }
}

/** @param {Boot} boot @param {import("../net/shelf.js").Shelf} shelf */
function lively(boot, shelf) {
  const tabs = new BroadcastChannel(`roadshow-${boot.seat}`);
  const live = new Live({
    seat: boot.seat,
    open: () => new WebSocket(new URL(`/ws/${boot.seat}`, location.href.replace(/^http/, "ws"))),
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

/** The switch in the page's header says so; nothing of the page's state is lost. @param {Signal<Words>} words */
function followLanguage(words) {
  document.addEventListener("language", (event) => {
    const { language, catalogue } = /** @type {CustomEvent} */ (event).detail;
    words.value = new Words(language, catalogue);
  });
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
