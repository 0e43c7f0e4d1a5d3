/** What is on, for how long, and what comes next; how many watch, and how they feel. */
import { currentPitch, nextPitch, show } from "../../core/selectors.js";
import { Clock, partOf } from "../clock.js";
import { pitchClock } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Reactions } from "./reactions.js";

/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function Now({ room }) {
  const { words, picture } = room;
  const pitch = currentPitch(picture);
  const next = nextPitch(picture);
  return html`<section class="now" aria-label=${words.say("Now")}>
    <div class="now-title">
      ${pitch ? html`<h1>${words.of(pitch.title)}</h1>` : html`<h1>${words.of(show(picture)?.title)}</h1>`}
      ${pitch && html`<p class="soft small now-team">${[words.of(pitch.team), words.of(pitch.field)].filter(Boolean).join(" · ")}</p>`}
      ${pitch && html`<p class="soft now-summary">${words.of(pitch.summary)}</p>`}
    </div>
    ${pitch && html`<${PartClock} room=${room} />`}
    <div class="now-foot">
      ${next && html`<p class="small soft truncate"><span class="faint">${words.say("Next")}</span> ${words.of(next.title)}</p>`}
      <${People} room=${room} />
      ${!room.auditing && html`<${Reactions} room=${room} />`}
    </div>
  </section>`;
}

/** @param {{ room: Room }} props */
function PartClock({ room }) {
  const { words, picture, now } = room;
  const pitch = currentPitch(picture);
  const clock = pitch && pitchClock(pitch, now);
  if (!clock) return null;
  return html`<div class="now-clock">
    <${Clock} words=${words} pitch=${pitch} now=${now} />
    <span class="faint small" aria-hidden="true">${partOf(words, clock)}</span>
  </div>`;
}

/** @param {{ room: Room }} props */
function People({ room }) {
  const count = room.live.viewers.value;
  if (count === null) return null;
  return html`<p class="small soft figures people"><${Icon} name="users" />${room.live.partial.value
    ? room.words.count(count, "{count} watching by this server", "{count} watching by this server")
    : room.words.count(count, "{count} watching", "{count} watching")}</p>`;
}
