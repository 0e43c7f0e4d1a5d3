/** Who knows me: everybody to whom one's name is passed on, and the one step that ends it. */
import { all, pitchOf } from "../../core/selectors.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { recipients } from "../recipients.js";
import { toast } from "../toast.js";

/** @import { PassedView, WithdrawConsent } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function WhoKnows({ room }) {
  const { words, picture } = room;
  const given = Object.values(all(picture, "consent"));
  if (!given.length) return null;
  return html`<section class="stack close" aria-labelledby="who-knows">
    <h2 id="who-knows" class="eyebrow">${words.say("Who knows me")}</h2>
    <ul class="list">${given.flatMap(({ project, passed }) => passed.map((one) => html`<${Known} key=${`${project} ${one.recipient}`} room=${room} project=${project} passed=${one} />`))}</ul>
    <p class="small faint">${words.say("Your name, organisation and contact are shown to them until you withdraw. Organizers know who you are in any case.")}</p>
  </section>`;
}

/** @param {{ room: Room, project: string, passed: PassedView }} props */
function Known({ room, project, passed }) {
  const { words, picture, now, seat } = room;
  const one = recipients(seat.boot.seat, now)?.find(({ person }) => person === passed.recipient);
  const name = passed.recipient ? (one?.name ?? words.say("A presenter")) : words.say("All presenters");
  return html`<li class="stack close">
    <div><p><strong>${name}</strong>${one?.organisation && html` <span class="soft">${one.organisation}</span>`}</p>
      <p class="small faint">${[words.of(pitchOf(picture, project)?.title), words.say("since {time}", { time: moment(passed.at, words.locale, { hour: "2-digit", minute: "2-digit" }) })].join(" · ")}${passed.text && html` · <a href=${`/texts/${passed.text}`} target="_blank" rel="noopener">${words.say("what I consented to")}</a>`}</p></div>
    <div class="row close"><button class="button quiet small" onClick=${() => void withdraw(room, { type: "consent.withdraw", project, recipient: passed.recipient })}><${Icon} name="eye-off" />${words.say("Withdraw consent")}</button></div>
  </li>`;
}

/** @param {Room} room @param {WithdrawConsent} command */
async function withdraw(room, command) {
  const outcome = await room.ask(command);
  if (outcome.kind === "recorded") toast(room.words.say("Withdrawn. They see a number from now on."), "good");
}
