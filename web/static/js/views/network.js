/** What one's network lets through, each way tried by itself, and who could open what. */
import { signal } from "@preact/signals";

import { best, destinations, WAYS } from "../core/ways.js";
import { CLOCK } from "../net/clock.js";
import { tryWay } from "../net/trial.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { Outcome, Way } from "../core/ways.js" */
/** @import { Words } from "../core/words.js" */
/** @import { Seat } from "../pages/seat.js" */

/** @type {Record<Way, Outcome>} */
const UNTRIED = { udp: "waiting", tcp: "waiting", relay: "waiting" };

export class Network {
  outcomes = signal(UNTRIED);
  /** @type {import("@preact/signals").Signal<string[]>} */
  destinations = signal([]);
  /** Whether the server itself did not answer. */
  failed = signal(false);
  running = signal(false);
  #seat;

  /** @param {Seat} seat */
  constructor(seat) {
    this.#seat = seat;
  }

  get words() {
    return this.#seat.words.value;
  }

  /** Try all ways, one after the other. */
  async run() {
    this.running.value = true;
    this.failed.value = false;
    this.outcomes.value = UNTRIED;
    try {
      /** @type {RTCIceServer[]} */
      let servers = [];
      for (const way of WAYS) servers = await this.#try(way, servers);
    } catch {
      this.failed.value = true;
    }
    this.running.value = false;
  }

  /** @param {Way} way @param {RTCIceServer[]} known */
  async #try(way, known) {
    this.#note(way, "trying");
    const found = await tryWay(way, known, {
      seat: this.#seat.boot.seat,
      peer: (configuration) => new RTCPeerConnection(configuration),
      fetch: (input, init) => fetch(input, init),
      clock: CLOCK,
    });
    if (found.answer) this.destinations.value = destinations(found.answer);
    this.#note(way, found.works ? "works" : found.offered ? "blocked" : "absent");
    return found.servers;
  }

  /** @param {Way} way @param {Outcome} outcome */
  #note(way, outcome) {
    this.outcomes.value = { ...this.outcomes.value, [way]: outcome };
  }
}

/** @param {{ network: Network }} props */
export function Frame({ network }) {
  const { words } = network;
  return html`<div class="page narrow stack">
    <h1>${words.say("Your network")}</h1>
    <p class="soft">${words.say("Each way by which video may reach you is tried by itself, without camera or microphone.")}</p>
    <ul class="ways">${WAYS.map((way) => html`<${Row} key=${way} words=${words} way=${way} outcome=${network.outcomes.value[way]} />`)}</ul>
    <div role="status"><${Verdict} network=${network} /></div>
    <p><button class="button" aria-busy=${network.running.value ? "true" : undefined} disabled=${network.running.value} onClick=${() => void network.run()}>${words.say("Try again")}</button></p>
  </div>`;
}

/** @param {{ words: Words, way: Way, outcome: Outcome }} props */
function Row({ words, way, outcome }) {
  const [name, meaning] = nameOf(words, way);
  const [state, said] = outcomeOf(words, outcome);
  return html`<li><div><strong>${name}</strong><p class="small soft">${meaning}</p></div><span class="light" data-state=${state}>${said}</span></li>`;
}

/** @param {Words} words @param {Way} way @returns {[string, string]} */
function nameOf(words, way) {
  /** @type {Record<Way, [string, string]>} */
  const table = {
    udp: [words.say("UDP"), words.say("The straight way, with the least delay.")],
    tcp: [words.say("TCP"), words.say("For networks that block UDP. Where packets are lost, the picture waits for them.")],
    relay: [words.say("Relay (TURN)"), words.say("A detour through another server, for networks that let nothing else out.")],
  };
  return table[way];
}

/** @param {Words} words @param {Outcome} outcome @returns {[string, string]} */
function outcomeOf(words, outcome) {
  /** @type {Record<Outcome, [string, string]>} */
  const table = {
    waiting: ["off", words.say("Not tried yet")],
    trying: ["waiting", words.say("Trying…")],
    works: ["ready", words.say("Works")],
    blocked: ["bad", words.say("Does not come through")],
    absent: ["off", words.say("Not offered here")],
  };
  return table[outcome];
}

/** @param {{ network: Network }} props */
function Verdict({ network }) {
  const { words } = network;
  if (network.failed.value) return html`<${Notice} tone="danger" sign="circle-alert" text=${words.say("The server did not answer. Wait a little, then try again.")} />`;
  const found = best(network.outcomes.value);
  if (!found) return null;
  const open = words.say("Whoever runs this network, or the server's firewall, should let UDP and TCP through to {where}.", { where: network.destinations.value.join(", ") });
  /** @type {Record<Way | "none", [string, string, string, string]>} */
  const table = {
    udp: ["good", "circle-check", words.say("Your network carries video the best way there is."), ""],
    tcp: ["warn", "circle-alert", words.say("Your network blocks UDP. Video comes by TCP and may falter; another network would do better."), open],
    relay: ["warn", "circle-alert", words.say("Your network lets video through by the relay only, with some delay. To present, use another network."), open],
    none: ["danger", "circle-alert", words.say("Your network lets no video through. Try a telephone's hotspot or another network."), open],
  };
  const [tone, sign, text, more] = table[found];
  return html`<${Notice} tone=${tone} sign=${sign} text=${text} more=${more} />`;
}

/** @param {{ tone: string, sign: string, text: string, more?: string }} props */
function Notice({ tone, sign, text, more = "" }) {
  return html`<div class="notice" data-tone=${tone}><${Icon} name=${sign} /><div><p>${text}</p>${more && html`<p class="small soft">${more}</p>`}</div></div>`;
}
