/** One's own intents: on their way, on record with a receipt, refused with what can be done. */
import { useEffect } from "preact/hooks";

import { asTalk } from "../../core/intent_form.js";
import { ownIntents } from "../../core/selectors.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { Line, open, Recorded } from "./own_intent.js";

/** @import { Entry } from "../../net/outbox.js" */
/** @import { ReviseIntent, StateIntent, Terms } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room }} props */
export function OwnIntents({ room }) {
  const { words, picture, live } = room;
  const waiting = live.entries.value.filter((entry) => termsIn(entry));
  const own = ownIntents(picture);
  useEffect(() => lead(room, waiting.length === 0 && own.length > 0));
  if (!waiting.length && !own.length) return null;
  return html`<section class="stack close own-intents" aria-labelledby="own-intents">
    <h2 id="own-intents" class="eyebrow">${words.say("Your intents")}</h2>
    <ul class="list">
      ${waiting.map((entry) => html`<${Waiting} key=${entry.key} room=${room} entry=${entry} />`)}
      ${own.map((one) => html`<${Recorded} key=${one.intent} room=${room} intent=${one} />`)}
    </ul>
  </section>`;
}

/** From the form to where its intent stands: first on its way, then on record. @param {Room} room @param {boolean} recorded */
function lead(room, recorded) {
  if (!room.leading) return;
  document.getElementById("own-intents")?.scrollIntoView({ block: "start", behavior: "smooth" });
  room.leading = !recorded;
}

/** @param {Entry} entry @returns {StateIntent | ReviseIntent | null} */
function termsIn({ command }) {
  return command.type === "intent.state" || command.type === "intent.revise" ? command : null;
}

/** The project that a command is about. @param {Room} room @param {StateIntent | ReviseIntent} command */
function projectOf({ picture }, command) {
  return command.type === "intent.state" ? command.project : (picture.own_intent?.[command.intent]?.project ?? "");
}

/** @param {{ room: Room, entry: Entry }} props */
function Waiting({ room, entry }) {
  const { words, live } = room;
  const command = termsIn(entry);
  if (!command) return null;
  const project = projectOf(room, command);
  return html`<li class="stack close own-intent">
    <${Line} room=${room} project=${project} terms=${command} />
    ${entry.refusal ? html`<${Refused} room=${room} entry=${entry} command=${command} project=${project} />` : html`<p class="light small" data-state="waiting">${live.line.value.name === "live" ? words.say("Sent; not on record yet") : words.say("Kept here; sent as soon as the network is back")}</p>`}
  </li>`;
}

/** @param {{ room: Room, entry: Entry, command: StateIntent | ReviseIntent, project: string }} props */
function Refused({ room, entry, command, project }) {
  const { words, live } = room;
  const drop = () => void live.outbox.drop(entry.key);
  const late = entry.refusal?.code === "window_closed" && command.kind !== "talk";
  return html`<p class="error" role="alert"><${Icon} name="circle-alert" />${words.say("Not recorded:")} ${entry.refusal?.title}</p>
    <p class="small faint figures">${words.say("Reference")} ${entry.key}</p>
    <div class="row close">
      ${late
        ? html`<button class="button small" onClick=${() => { drop(); void room.ask(asTalk(command, project)); }}>${words.say("Ask for a talk instead")}</button>`
        : html`<button class="button small" onClick=${() => { drop(); edit(room, project, command); }}>${words.say("Change and send again")}</button>`}
      <button class="button quiet small" onClick=${drop}>${words.say("Discard")}</button>
    </div>`;
}

/** @param {Room} room @param {string} project @param {StateIntent | ReviseIntent} command */
function edit(room, project, command) {
  const terms = /** @type {Terms} */ ({ level: "interested", amount: null, instrument: null, decide_by: null, visibility: "presenter", aggregate: true, consortium: "joint" in command && command.joint ? "joint" : null, ...command });
  open(room, project, { terms, comment: command.comment ?? "" });
}
