/** One's meetings in groups: what waits for the reader first, and for each what may be done with it. */
import { actionsOf, grouped, minutesLeft } from "../../core/meetings.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Calendar } from "./calendar.js";
import { clockOf, dayOf, groups, lengthOf, reasons, statuses, theirTime, whenOf, withWhom } from "./words.js";

/** @import { Action, Seen } from "../../core/meetings.js" */
/** @import { Diary } from "./diary.js" */

/** @typedef {{ diary: Diary, meeting: Seen }} Props */

/** @param {{ diary: Diary }} props */
export function Meetings({ diary }) {
  const { words, meetings, side } = diary;
  const found = [...grouped(meetings, side, diary.now)].filter(([, list]) => list.length);
  return html`<div class="stack">
    ${side !== "organizer" && html`<button class="button primary ask" onClick=${() => (diary.asking.value = { name: "ask", whom: "" })}><${Icon} name="calendar-plus" />${words.say("Ask for a meeting")}</button>`}
    ${found.length
      ? found.map(([group, list]) => html`<section key=${group} class="stack close" aria-labelledby=${`group-${group}`} data-group=${group}>
          <h2 id=${`group-${group}`} class="eyebrow">${groups(words)[group]}</h2>
          <ul class="list meeting-list" role="list">${list.map((one) => html`<${Meeting} key=${one.meeting} diary=${diary} meeting=${one} />`)}</ul></section>`)
      : html`<${Nothing} diary=${diary} />`}
    ${side !== "organizer" && html`<${Calendar} diary=${diary} />`}
  </div>`;
}

/** @param {{ diary: Diary }} props */
function Nothing({ diary }) {
  const { words, side } = diary;
  const texts = {
    investor: words.say("No meetings yet. Ask a project for one, or rank the projects you would meet first."),
    project: words.say("No meetings yet. Ask an investor who stated an intent, or rank the investors you would meet first."),
    organizer: words.say("No meetings yet. They appear here as investors and presenters arrange them."),
  };
  return html`<div class="empty"><${Icon} name="calendar" /><p>${texts[side]}</p></div>`;
}

/** @param {Props} props */
function Meeting({ diary, meeting }) {
  const { words } = diary;
  const [tone, status] = statuses(words)[meeting.status];
  return html`<li class="meeting" data-status=${meeting.status}>
    <${When} diary=${diary} meeting=${meeting} />
    <div class="stack close meeting-words">
      <p class="row close"><strong>${withWhom(diary, meeting)}</strong><span class="badge" data-tone=${tone}>${status}</span></p>
      <${Facts} diary=${diary} meeting=${meeting} />
      ${meeting.note && html`<p class="small meeting-note">${meeting.note}</p>`}
      <${Answer} diary=${diary} meeting=${meeting} />
      <${Actions} diary=${diary} meeting=${meeting} />
    </div>
  </li>`;
}

/** The day and hour as a block that the eye finds, or a mark that there is none. @param {Props} props */
function When({ diary, meeting }) {
  const { words } = diary;
  const at = meeting.starts_at;
  if (!at) return html`<div class="meeting-when" data-open="true"><${Icon} name=${meeting.status === "proposed" ? "clock" : "calendar"} /></div>`;
  return html`<div class="meeting-when figures"><time datetime=${at}><span class="small">${dayOf(words, at)}</span><strong>${clockOf(words, at)}</strong></time></div>`;
}

/** Length, place, the other side's clock, the times on offer and how long there is to answer. @param {Props} props */
function Facts({ diary, meeting }) {
  const { words } = diary;
  const length = words.count(meeting.minutes, "{count} minute", "{count} minutes");
  const left = minutesLeft(meeting, diary.now);
  const facts = [length, meeting.starts_at && theirs(diary, meeting, meeting.starts_at), ...(meeting.place.startsWith("https://") ? [] : [meeting.place])];
  return html`<p class="small soft figures">${facts.filter(Boolean).join(" · ")}</p>
    ${meeting.place.startsWith("https://") && html`<p class="small"><a href=${meeting.place} rel="noreferrer" target="_blank">${words.say("Meet online")}</a></p>`}
    ${meeting.status === "proposed" && meeting.offers.length > 0 && html`<p class="small soft figures">${words.say("Offered:")} ${meeting.offers.map((at) => whenOf(words, at)).join(" · ")}</p>`}
    ${left !== null && html`<p class="small light" data-state=${left < 12 * 60 ? "bad" : "waiting"}>${words.say("{time} left to answer", { time: lengthOf(words, left) })}</p>`}`;
}

/** The time on the other side's clock, or on both for an organizer. @param {Diary} diary @param {Seen} meeting @param {string} at */
function theirs({ words, side, zone }, meeting, at) {
  const investor = "investor_zone" in meeting ? meeting.investor_zone : "";
  const zones = side === "investor" ? [meeting.project_zone] : side === "project" ? [investor] : [...new Set([investor, meeting.project_zone])];
  return zones.map((one) => theirTime(words, at, one, zone)).filter(Boolean).join(" · ");
}

/** @param {Props} props */
function Answer({ diary, meeting }) {
  const { words } = diary;
  const text = [meeting.reason && meeting.reason !== "other" ? reasons(words)[meeting.reason] : "", meeting.answer].filter(Boolean).join(": ");
  return text ? html`<p class="small meeting-note">${text}</p>` : null;
}

/** @param {Props} props */
function Actions({ diary, meeting }) {
  const { words, side, seat } = diary;
  const actions = diary.reads ? [] : actionsOf(meeting, side, diary.now);
  const file = side !== "organizer" && meeting.starts_at && (meeting.status === "scheduled" || meeting.status === "cancelled");
  if (!actions.length && !file) return null;
  return html`<div class="row close">${actions.map((name) => html`<${BUTTONS[name]} key=${name} diary=${diary} meeting=${meeting} />`)}
    ${file && html`<a class="button quiet small" href=${`/api/seats/${seat}/meetings/${meeting.meeting}.ics`} download><${Icon} name="calendar-plus" />${words.say("Calendar file")}</a>`}</div>`;
}

/** @type {Record<Action, (props: Props) => import("preact").VNode>} */
const BUTTONS = {
  accept: ({ diary, meeting }) => html`<button class="button primary small" onClick=${() => (diary.asking.value = { name: "accept", meeting })}><${Icon} name="check" />${diary.words.say("Accept")}</button>`,
  decline: ({ diary, meeting }) => html`<button class="button small" onClick=${() => (diary.asking.value = { name: "decline", meeting })}>${diary.words.say("Decline")}</button>`,
  withdraw: ({ diary, meeting }) => html`<button class="button quiet small" onClick=${() => diary.act({ type: "meeting.withdraw", meeting: meeting.meeting }, diary.words.say("Taken back."))}><${Icon} name="undo-2" />${diary.words.say("Take back")}</button>`,
  move: ({ diary, meeting }) => html`<button class="button quiet small" onClick=${() => (diary.asking.value = { name: "move", meeting })}><${Icon} name="clock" />${meeting.starts_at ? diary.words.say("Move") : diary.words.say("Set a time")}</button>`,
  cancel: ({ diary, meeting }) => html`<button class="button quiet small danger" onClick=${() => (diary.asking.value = { name: "cancel", meeting })}><${Icon} name="x" />${diary.words.say("Call off")}</button>`,
  mark: ({ diary, meeting }) => html`<${Mark} diary=${diary} meeting=${meeting} />`,
};

/** @param {Props} props */
function Mark({ diary, meeting }) {
  const { words } = diary;
  /** @param {boolean} held */
  const say = (held) => () => diary.act({ type: "meeting.mark", meeting: meeting.meeting, held });
  return html`${meeting.status !== "held" && html`<button class="button small" onClick=${say(true)}><${Icon} name="check" />${words.say("It was held")}</button>`}
    ${meeting.status !== "no_show" && html`<button class="button quiet small" onClick=${say(false)}>${words.say("They did not come")}</button>`}`;
}
