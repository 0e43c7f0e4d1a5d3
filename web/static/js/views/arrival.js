/** How a picture arrives at the server, in words: at length for who sends it, in short for the host. */
import { heightOf, MUCH_LOST, verdict } from "../core/arrival.js";
import { html } from "./html.js";

/** @import { Verdict } from "../core/arrival.js" */
/** @import { Watching } from "../core/watching.js" */
/** @import { Words } from "../core/words.js" */
/** @import { Arrival, Audience } from "../protocol.js" */

/** What sentences are filled in with. @param {Words} words @param {Arrival} arrival */
const numbersOf = (words, arrival) => ({
  rate: rateOf(words, arrival.bitrate),
  percent: new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1 }).format(arrival.loss * 100),
  ms: Math.round((arrival.round_trip ?? 0) * 1000),
});

/** Mbit/s. @param {Words} words @param {number} bitrate */
const rateOf = (words, bitrate) =>
  new Intl.NumberFormat(words.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bitrate / 1e6);

/** What is the matter, and what to do about it. @param {Words} words @param {Arrival} arrival @param {Verdict} found @returns {[string, string]} */
function ownOf(words, arrival, found) {
  const numbers = numbersOf(words, arrival);
  const seconds = Math.round(arrival.silence);
  /** @type {Record<Verdict, [string, string]>} */
  const table = {
    good: [arrival.layers.length ? words.say("Your picture arrives sharp") : words.say("Your voice arrives clearly"), ""],
    blocky: [words.say("Your picture arrives blocky: only {rate} Mbit/s come through", numbers), words.say("Use a cable or move closer to the router, and end other uploads.")],
    losing: [words.say("{percent} % of what you send is lost on the way", numbers), words.say("Use a cable instead of Wi-Fi, or another network: the picture will stutter.")],
    far: [words.say("You are far away: {ms} ms there and back", numbers), words.say("People hear you late. Pause after each answer.")],
    dark: [words.say("Your sound arrives, but no picture"), words.say("Hide and show the camera once, or choose another one under Devices.")],
    silent: [words.count(seconds, "Nothing has arrived from you for {count} second", "Nothing has arrived from you for {count} seconds"), words.say("Check your network. This page keeps trying.")],
  };
  return table[found];
}

/** @param {Words} words @param {Arrival} arrival @param {Verdict} found */
function shortOf(words, arrival, found) {
  const numbers = numbersOf(words, arrival);
  const seconds = Math.round(arrival.silence);
  /** @type {Record<Verdict, string>} */
  const table = {
    good: arrival.layers.length ? words.say("Arrives sharp") : words.say("Sound arrives"),
    blocky: words.say("Blocky: {rate} Mbit/s", numbers),
    losing: words.say("{percent} % lost on the way", numbers),
    far: words.say("Far away: {ms} ms", numbers),
    dark: words.say("Sound without a picture"),
    silent: words.count(seconds, "Nothing for {count} s", "Nothing for {count} s"),
  };
  return table[found];
}

/** @type {Record<Verdict, string>} */
const LIGHTS = { good: "ready", blocky: "waiting", losing: "waiting", far: "waiting", dark: "waiting", silent: "bad" };

/** @param {Words} words @param {Arrival} arrival */
function figuresOf(words, arrival) {
  const { percent, ms } = numbersOf(words, arrival);
  const height = heightOf(arrival);
  return [
    height ? `${height}p` : "",
    words.say("{rate} Mbit/s", { rate: rateOf(words, arrival.bitrate) }),
    words.say("{percent} % lost", { percent }),
    arrival.round_trip === null ? "" : words.say("{ms} ms there and back", { ms }),
  ].filter(Boolean).join(" · ");
}

/** For who sends it. `still` says that little moves in the picture. @param {{ words: Words, arrival: Arrival, still: boolean }} props */
export function OwnArrival({ words, arrival, still }) {
  const found = verdict(arrival, still);
  const [text, advice] = ownOf(words, arrival, found);
  return html`<div class="arrival"><p class="light" data-state=${LIGHTS[found]} role="status">${text}</p>
    ${advice && html`<p class="small soft">${advice}</p>`}
    <p class="small faint figures" aria-hidden="true">${figuresOf(words, arrival)}</p></div>`;
}

/** For the host, beside the picture. @param {{ words: Words, arrival: Arrival | null }} props */
export function ShortArrival({ words, arrival }) {
  if (!arrival) return null;
  const found = verdict(arrival);
  return html`<span class="light" data-state=${LIGHTS[found]} title=${figuresOf(words, arrival)}>${shortOf(words, arrival, found)}</span>`;
}

/** Only where something is the matter. @param {{ words: Words, arrival: Arrival | null }} props */
export function Trouble({ words, arrival }) {
  return arrival && verdict(arrival) !== "good" ? html`<${ShortArrival} words=${words} arrival=${arrival} />` : null;
}

/** How somebody sees the stage. @param {{ words: Words, watching: Watching | undefined }} props */
export function Sight({ words, watching }) {
  if (!watching) return null;
  const { troubled, bitrate, loss, round_trip: trip } = watching;
  const percent = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1 }).format((loss ?? 0) * 100);
  const losing = (loss ?? 0) > MUCH_LOST ? words.say("{percent} % lost on the way", { percent }) : words.say("The picture is small");
  const figures = [
    words.say("{rate} Mbit/s", { rate: rateOf(words, bitrate) }),
    loss === null || loss > MUCH_LOST ? "" : words.say("{percent} % lost", { percent }),
    trip === null ? "" : words.say("{ms} ms there and back", { ms: Math.round(trip * 1000) }),
  ].filter(Boolean).join(" · ");
  return html`<p class="small sight">${troubled && html`<span class="light" data-state="waiting">${losing}</span>`}<span class="faint figures">${figures}</span></p>`;
}

/** How many see a bad picture, where anybody does. @param {{ words: Words, audience: Audience | null, show: () => void }} props */
export function AudienceTrouble({ words, audience, show }) {
  if (!audience?.troubled) return null;
  const { troubled, viewers } = audience;
  const text = words.count(viewers, "{bad} of {count} viewer sees a bad picture", "{bad} of {count} viewers see a bad picture", { bad: words.number(troubled) });
  return html`<p class="light small" data-state="waiting" role="status"><a href="#people" onClick=${(/** @type {Event} */ event) => (event.preventDefault(), show())}>${text}</a></p>`;
}
