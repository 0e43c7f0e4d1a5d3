/**
 * Whom one would meet, the most wanted first: by drag, by buttons, and by Alt with the arrow keys.
 *
 * Nothing is sent before it is saved; the other side never learns of it.
 */
import { useEffect, useState } from "preact/hooks";

import { moved } from "../../core/meetings.js";
import { all, programme } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { leadsOf } from "./dialogs.js";
import { investorOf } from "./words.js";

/** @import { Diary } from "./diary.js" */

/** @typedef {{ order: readonly string[], arrange: (order: readonly string[]) => void, names: Map<string, string>, diary: Diary }} Props */

/** @param {{ diary: Diary }} props */
export function Ranking({ diary }) {
  const { words, side, setup } = diary;
  const saved = savedOrder(diary);
  const [order, arrange] = useState(/** @type {readonly string[] | null} */ (null));
  useEffect(() => arrange(null), [saved.join()]);
  const shown = order ?? saved;
  const names = candidates(diary);
  const changed = order !== null && order.join() !== saved.join();
  const send = () => diary.act({ type: "ranking.set", order: shown, timezone: diary.zone }, words.say("Saved. Nobody but you sees your ranking."));
  if (setup && !setup.ranking) return html`<${Closed} diary=${diary} />`;
  return html`<div class="stack ranking">
    <p class="soft">${side === "investor" ? words.say("Whom would you meet first? Only you see this order. The organizer makes a timetable from the wishes of both sides.") : words.say("Whom would your project meet first? Only your project sees this order. The organizer makes a timetable from the wishes of both sides.")}</p>
    ${names.size ? html`<${Ranked} diary=${diary} order=${shown.filter((one) => names.has(one))} arrange=${arrange} names=${names} />
      <${Unranked} diary=${diary} order=${shown} arrange=${arrange} names=${names} />
      <div class="row ranking-save"><button class="button primary" disabled=${!changed} onClick=${send}>${words.say("Save ranking")}</button>
        <p class="small faint" role="status">${changed ? words.say("Not saved yet") : saved.length ? words.say("Saved") : ""}</p></div>` : html`<${Nobody} diary=${diary} />`}
  </div>`;
}

/** @param {{ diary: Diary }} props */
function Closed({ diary }) {
  const { words } = diary;
  return html`<div class="empty"><${Icon} name="lock" /><p>${words.say("The timetable is out; ranks no longer count. Change meetings one by one.")}</p>
    <button class="button" onClick=${() => (diary.tab.value = "meetings")}>${words.say("Your meetings")}</button></div>`;
}

/** @param {{ diary: Diary }} props */
function Nobody({ diary }) {
  const { words, side } = diary;
  return html`<div class="empty"><${Icon} name="list" /><p>${side === "investor" ? words.say("The programme is not out yet.") : words.say("Investors appear here once they have stated an intent or asked for a meeting.")}</p></div>`;
}

/** @param {Diary} diary @returns {readonly string[]} */
function savedOrder({ picture, side, project }) {
  const found = side === "investor" ? all(picture, "own_ranking").own_ranking : all(picture, "ranking")[project ?? ""];
  return found?.order ?? [];
}

/** Everybody who may be ranked, with what they are called. @param {Diary} diary @returns {Map<string, string>} */
function candidates(diary) {
  const { words, picture, side } = diary;
  if (side === "investor") return new Map(programme(picture).map((pitch) => [pitch.project, words.of(pitch.title)]));
  const met = Object.values(all(picture, "meeting")).flatMap((one) => (one.lead ? [/** @type {[string, string]} */ ([one.lead, investorOf(words, one)])] : []));
  return new Map([...met, ...leadsOf(diary).map((lead) => /** @type {[string, string]} */ ([lead.lead, investorOf(words, lead)]))]);
}

/** @param {Props} props */
function Ranked({ diary, order, arrange, names }) {
  const { words } = diary;
  const [dragged, drag] = useState(/** @type {string | null} */ (null));
  const over = (/** @type {PointerEvent} */ event) => {
    const row = dragged && document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-rank]");
    const to = row ? order.indexOf(/** @type {HTMLElement} */ (row).dataset.rank ?? "") : -1;
    if (dragged && to >= 0 && order[to] !== dragged) arrange(moved(order, dragged, to));
  };
  if (!order.length) return html`<p class="empty-rank soft">${words.say("Nobody ranked yet: add from the list below.")}</p>`;
  return html`<ol class="ranks" role="list" aria-label=${words.say("Your ranking")} onPointerMove=${over} onPointerUp=${() => drag(null)} onPointerCancel=${() => drag(null)}>
    ${order.map((one, place) => html`<${Rank} key=${one} diary=${diary} one=${one} place=${place} order=${order} arrange=${arrange} names=${names} dragged=${dragged === one} onDrag=${() => drag(one)} />`)}</ol>`;
}

/** @param {Props & { one: string, place: number, dragged: boolean, onDrag: () => void }} props */
function Rank({ diary, one, place, order, arrange, names, dragged, onDrag }) {
  const { words } = diary;
  const name = names.get(one) ?? "";
  const to = (/** @type {number} */ where) => () => arrange(moved(order, one, where));
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !step) return;
    event.preventDefault();
    to(place + step)();
  };
  const grab = (/** @type {PointerEvent} */ event) => {
    /** @type {HTMLElement} */ (event.target).releasePointerCapture?.(event.pointerId);
    onDrag();
  };
  return html`<li class="rank" data-rank=${one} data-dragged=${dragged} onKeyDown=${keys}>
    <button class="rank-grip" aria-label=${words.say("{name}, place {place}. Alt with the arrow keys moves it.", { name, place: place + 1 })} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown" onPointerDown=${grab}><span class="rank-place figures">${place + 1}</span></button>
    <span class="rank-name">${name}</span>
    <span class="row close rank-tools">
      <button class="button quiet small only-icon" aria-label=${words.say("Move {name} up", { name })} disabled=${place === 0} onClick=${to(place - 1)}><${Icon} name="arrow-up" /></button>
      <button class="button quiet small only-icon" aria-label=${words.say("Move {name} down", { name })} disabled=${place === order.length - 1} onClick=${to(place + 1)}><${Icon} name="arrow-down" /></button>
      <button class="button quiet small only-icon" aria-label=${words.say("Take {name} out", { name })} onClick=${() => arrange(order.filter((other) => other !== one))}><${Icon} name="x" /></button></span>
  </li>`;
}

/** @param {Props} props */
function Unranked({ diary, order, arrange, names }) {
  const { words } = diary;
  const rest = [...names].filter(([one]) => !order.includes(one));
  if (!rest.length) return null;
  return html`<section class="stack close" aria-labelledby="unranked"><h2 id="unranked" class="eyebrow">${words.say("Not ranked: will not be matched")}</h2>
    <ul class="list" role="list">${rest.map(([one, name]) => html`<li key=${one} class="row"><span>${name}</span>
      <button class="button small push unshrinking" aria-label=${words.say("Add {name}", { name })} onClick=${() => arrange([...order, one])}><${Icon} name="plus" />${words.say("Add")}</button></li>`)}</ul></section>`;
}
