/** The timetable in the making: slots down, projects across. Who is picked can only be put where nothing clashes. */
import { canMeet, slots, takenBy } from "../../core/meetings.js";
import { all, programme, show } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Add } from "./add.js";
import { clockOf, dayOf, investorOf, placeOf, whenOf } from "./words.js";

/** @import { MeetingView, PitchView, PlacementView, TimetableView } from "../../protocol.js" */
/** @import { Diary } from "./diary.js" */

/** @typedef {{ diary: Diary, table: TimetableView }} Props */
/** @typedef {{ person: string, project: string }} Pair */

/** @param {{ diary: Diary }} props */
export function Timetable({ diary }) {
  const { words, timetable: table } = diary;
  if (!table) return html`<p class="empty" role="status">${words.say("Reading…")}</p>`;
  if (!slots(table.setup).length) return html`<${Unset} diary=${diary} />`;
  return html`<div class="stack timetable">
    <${Head} diary=${diary} table=${table} />
    <${Picked} diary=${diary} table=${table} />
    <${Grid} diary=${diary} table=${table} />
    <${Left} diary=${diary} table=${table} />
    ${!table.published_at && !diary.reads && html`<${Add} diary=${diary} />`}
  </div>`;
}

/** @param {{ diary: Diary }} props */
function Unset({ diary }) {
  const { words } = diary;
  return html`<div class="empty"><${Icon} name="calendar" /><p>${words.say("Say first when and where meetings may be. Then both sides rank, and you have a timetable proposed.")}</p>
    <button class="button primary" hidden=${diary.reads} onClick=${() => (diary.tab.value = "rules")}>${words.say("Times and places")}</button></div>`;
}

/** How far it is, and the one thing to do next. @param {Props} props */
function Head({ diary, table }) {
  const { words, picture } = diary;
  const investors = words.count(table.ranked_investors.length, "{count} investor has ranked", "{count} investors have ranked");
  const projects = words.say("{count} of {all} projects have ranked", { count: table.ranked_projects.length, all: programme(picture).length });
  const state = table.published_at
    ? words.say("Published {time}", { time: whenOf(words, table.published_at) })
    : table.proposed_at ? words.count(table.placements.length, "Draft: {count} meeting", "Draft: {count} meetings") : words.say("Nothing proposed yet");
  return html`<div class="timetable-head"><div><p class="light" data-state=${table.published_at ? "ready" : "waiting"}>${state}</p>
      <p class="small soft figures">${investors} · ${projects}</p></div>
    ${!table.published_at && !diary.reads && html`<div class="row close push">
      <button class=${`button ${table.placements.length ? "" : "primary"}`} onClick=${() => diary.act({ type: "timetable.propose" }, words.say("Proposed. What you placed by hand has stayed."))}><${Icon} name="sparkles" />${table.proposed_at ? words.say("Propose again") : words.say("Propose a timetable")}</button>
      <button class="button primary" hidden=${!table.placements.length} onClick=${() => diary.act({ type: "timetable.publish" }, words.say("Published. Both sides see their meetings now."))}><${Icon} name="send" />${words.say("Publish")}</button></div>`}
  </div>`;
}

/** Who is picked, in the zones of all concerned, and what may be done. @param {Props} props */
function Picked({ diary, table }) {
  const { words } = diary;
  const pair = diary.picked.value;
  if (diary.reads) return null;
  if (!pair || table.published_at) return html`<p class="small faint" role="status">${table.published_at ? words.say("Meetings change one by one now, under Meetings.") : words.say("Pick a meeting, then a free place in its column.")}</p>`;
  const placement = table.placements.find((one) => one.person === pair.person && one.project === pair.project);
  const zones = placement ? [...new Set([show(diary.picture)?.timezone ?? "", placement.investor_zone, placement.project_zone])].filter(Boolean) : [];
  return html`<div class="notice" data-tone="accent" role="status"><div class="row close picked">
    <p><strong>${nameOf(diary, pair.person)} × ${diary.titleOf(pair.project)}</strong>
      ${placement && html`<span class="small figures"> ${zones.map((zone) => `${whenOf(words, placement.starts_at, zone)} ${placeOf(words, zone)}`).join(" · ")} · ${placement.place}</span>`}</p>
    ${placement && html`<button class="button quiet small danger push" onClick=${() => remove(diary, pair)}><${Icon} name="trash-2" />${words.say("Take out")}</button>`}
    <button class="button quiet small" onClick=${() => (diary.picked.value = null)}>${words.say("Done")}</button></div></div>`;
}

/** @param {Diary} diary @param {Pair} pair */
function remove(diary, { person, project }) {
  diary.picked.value = null;
  void diary.act({ type: "timetable.unplace", person, project });
}

/** @param {Diary} diary @param {string} person */
export function nameOf({ words, picture }, person) {
  const lead = Object.values(all(picture, "lead")).find((one) => one.person === person);
  return lead ? investorOf(words, lead) : person;
}

/** @param {Props} props */
function Grid({ diary, table }) {
  const { words, picture } = diary;
  const pitches = programme(picture).filter((pitch) => pitch.phase !== "skipped");
  const zone = show(picture)?.timezone;
  const times = slots(table.setup);
  return html`<div class="table-wrap grid-wrap" tabindex="0" role="region" aria-label=${words.say("Timetable")}><table class="slots">
    <caption class="small faint">${words.say("Times in {place}", { place: placeOf(words, zone ?? "UTC") })}</caption>
    <thead><tr><th scope="col"><span class="visually-hidden">${words.say("Time")}</span></th>${pitches.map((pitch) => html`<th scope="col" key=${pitch.pitch}><span>${words.of(pitch.title)}</span></th>`)}</tr></thead>
    <tbody>${times.map((at, place) => html`<tr key=${at} data-day=${!place || dayOf(words, at, zone) !== dayOf(words, times[place - 1] ?? at, zone)}>
      <th scope="row" class="figures"><span class="small grid-day">${dayOf(words, at, zone)}</span>${clockOf(words, at, zone)}</th>
      ${pitches.map((pitch) => html`<${Cell} key=${pitch.project} diary=${diary} table=${table} pitch=${pitch} at=${at} />`)}</tr>`)}</tbody></table></div>`;
}

/** @param {Props & { pitch: PitchView, at: string }} props */
function Cell({ diary, table, pitch, at }) {
  const { words } = diary;
  const meetings = Object.values(all(diary.picture, "meeting"));
  const here = (/** @type {{ project: string, starts_at: string | null }} */ one) => one.project === pitch.project && one.starts_at !== null && Date.parse(one.starts_at) === Date.parse(at);
  const placement = table.placements.find(here);
  if (placement) return html`<td><${Chip} diary=${diary} placement=${placement} fixed=${table.published_at !== null || diary.reads} /></td>`;
  const meeting = takenBy([], meetings).find(here);
  if (meeting) return html`<td><span class="chip" data-fixed="true"><span class="truncate">${investorOf(words, /** @type {MeetingView} */ (meeting))}</span><span class="small truncate">${meeting.place}</span></span></td>`;
  const pair = diary.picked.value;
  if (!pair || pair.project !== pitch.project || table.published_at) return html`<td></td>`;
  if (!canMeet(pair, at, table.setup.minutes, takenBy(table.placements, meetings)) || Date.parse(at) <= diary.now) return html`<td class="grid-blocked"></td>`;
  const label = words.say("Put {name} here, {time}", { name: nameOf(diary, pair.person), time: whenOf(words, at) });
  return html`<td><button class="grid-free" aria-label=${label} title=${label} onClick=${() => put(diary, pair, at)}
    onDragOver=${(/** @type {DragEvent} */ event) => event.preventDefault()} onDrop=${() => put(diary, pair, at)}><${Icon} name="plus" /></button></td>`;
}

/** @param {Diary} diary @param {Pair} pair @param {string} at */
const put = (diary, { person, project }, at) => void diary.act({ type: "timetable.place", person, project, starts_at: at });

/** @param {{ diary: Diary, placement: PlacementView, fixed: boolean }} props */
function Chip({ diary, placement, fixed }) {
  const { words } = diary;
  const { person, project } = placement;
  const on = diary.picked.value?.person === person && diary.picked.value.project === project;
  const pick = () => (diary.picked.value = on ? null : { person, project });
  return html`<button class="chip" aria-pressed=${on} disabled=${fixed} draggable=${!fixed} onDragStart=${() => (diary.picked.value = { person, project })} onClick=${pick}>
    <span class="truncate">${nameOf(diary, person)}</span>
    <span class="small truncate">${placement.pinned && html`<${Icon} name="hand" /><span class="visually-hidden">${words.say("Placed by hand")}</span> `}${placement.place}</span></button>`;
}

/** Who would meet and found no place. @param {Props} props */
function Left({ diary, table }) {
  const { words } = diary;
  if (!table.left.length || table.published_at || diary.reads) return null;
  return html`<section class="stack close" aria-labelledby="left-over"><h2 id="left-over" class="eyebrow">${words.say("Without a place")}</h2>
    <ul class="row close" role="list">${table.left.map(({ person, project }) => html`<li key=${person + project}><button class="button small" aria-pressed=${diary.picked.value?.person === person && diary.picked.value?.project === project}
      onClick=${() => (diary.picked.value = { person, project })}>${nameOf(diary, person)} × ${diary.titleOf(project)}</button></li>`)}</ul></section>`;
}
