/** Looking at a project together: forming a consortium, coming in, leaving, and what its members show to one another. */
import { useState } from "preact/hooks";

import { consortium, invitations, me } from "../../core/selectors.js";
import { Dialog } from "../dialog.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { calledOf, Shares } from "../joint.js";
import { toast } from "../toast.js";

/** @import { ConsortiumView, PitchView } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @param {{ room: Room, pitch: PitchView }} props */
export function Consortium({ room, pitch }) {
  const { picture } = room;
  const own = consortium(picture, pitch.project);
  if (own) return html`<${Members} room=${room} one=${own} />`;
  return invitations(picture, pitch.project).length ? null : html`<${Alone} room=${room} pitch=${pitch} />`;
}

/** What waits for an answer, above everything else; none where one is in a consortium already. @param {{ room: Room, pitch: PitchView }} props */
export function Invitations({ room, pitch }) {
  const { picture } = room;
  if (consortium(picture, pitch.project)) return null;
  return html`${invitations(picture, pitch.project).map((one) => html`<${Invitation} key=${one.consortium} room=${room} one=${one} />`)}`;
}

/** @param {{ room: Room, pitch: PitchView }} props */
function Alone({ room, pitch }) {
  const { words, picture } = room;
  const number = me(picture)?.number;
  return html`<details class="fold"><summary>${words.say("Together with other investors")}</summary><div class="stack">
    <p class="small soft">${words.say("Form a consortium about this project: invite others, show one another what you would do, and state it jointly.")}</p>
    <div class="row close"><button class="button small" onClick=${() => void room.ask({ type: "consortium.form", project: pitch.project })}><${Icon} name="users" />${words.say("Form a consortium")}</button></div>
    ${number
      ? html`<p class="small soft">${words.say("To be invited by somebody else, tell them your number: {number}.", { number })}</p>`
      : html`<p class="small soft">${words.say("To be invited by somebody else you need a number.")} <button class="button quiet small" onClick=${() => void room.ask({ type: "number.take" })}>${words.say("Give me a number")}</button></p>`}
  </div></details>`;
}

/** @param {{ room: Room, one: ConsortiumView }} props */
function Invitation({ room, one }) {
  const { words } = room;
  return html`<section class="notice" data-tone="accent"><${Icon} name="users" /><div class="stack close">
    <p>${words.say("{name} invites you to a consortium about this project.", { name: calledOf(words, one.lead) })}</p>
    <p class="small soft">${words.say("Its members will see your name and organisation. Intents of yours stay yours; you choose which of them the members see.")}</p>
    <div class="row close"><button class="button small" onClick=${() => void room.ask({ type: "consortium.join", consortium: one.consortium })}><${Icon} name="check" />${words.say("Come in")}</button>
      <button class="button quiet small" onClick=${() => void room.ask({ type: "consortium.leave", consortium: one.consortium })}>${words.say("Decline")}</button></div>
  </div></section>`;
}

/** @param {{ room: Room, one: ConsortiumView }} props */
function Members({ room, one }) {
  const { words } = room;
  const [leaving, leave] = useState(false);
  const away = (/** @type {number} */ number) => void room.ask({ type: "consortium.remove", consortium: one.consortium, number });
  return html`<section class="stack close consortium" aria-labelledby="consortium">
    <h2 id="consortium" class="eyebrow">${words.say("Your consortium")}</h2>
    <ul class="shares" role="list">
      ${one.members.map((member) => html`<li key=${member.number}><span>${calledOf(words, member)} <span class="small faint">${words.say("No. {number}", { number: member.number })}</span></span>
        ${member.number === one.lead.number ? html`<span class="badge push">${words.say("leads")}</span>` : one.leading && html`<button class="button quiet small push" onClick=${() => away(member.number)}>${words.say("Remove")}</button>`}</li>`)}
      ${one.invited.map((number) => html`<li key=${`i${number}`}><span class="soft">${words.say("No. {number}", { number })} · ${words.say("invited")}</span>
        <button class="button quiet small push" onClick=${() => away(number)}>${words.say("Take back")}</button></li>`)}
    </ul>
    ${one.leading && html`<${Invite} room=${room} one=${one} />`}
    <${Shown} words=${words} title=${words.say("Stated jointly")} shares=${one.joint} />
    <${Shown} words=${words} title=${words.say("What members show one another")} shares=${one.shares} />
    ${!one.shares.length && html`<p class="small faint">${words.say("Whoever states an intent for the members alone shows it here.")}</p>`}
    <div class="row close"><button class="button quiet small danger" onClick=${() => leave(true)}><${Icon} name="undo-2" />${one.leading ? words.say("End the consortium…") : words.say("Leave the consortium…")}</button></div>
    ${leaving && html`<${Leave} room=${room} one=${one} done=${() => leave(false)} />`}
  </section>`;
}

/** @param {{ words: Room["words"], title: string, shares: ConsortiumView["shares"] }} props */
function Shown({ words, title, shares }) {
  if (!shares.length) return null;
  return html`<h3 class="small soft">${title}</h3><${Shares} words=${words} shares=${shares} label=${title} />`;
}

/** @param {{ room: Room, one: ConsortiumView }} props */
function Invite({ room, one }) {
  const { words } = room;
  const [number, write] = useState("");
  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    if (!/^[1-9]\d{0,5}$/.test(number.trim())) return document.getElementById("invite-number")?.focus();
    const outcome = await room.ask({ type: "consortium.invite", consortium: one.consortium, number: Number(number) });
    if (outcome.kind !== "recorded") return;
    write("");
    toast(words.say("Invited. They see it at once."), "good");
  }
  return html`<form class="row close" noValidate onSubmit=${send}>
    <input class="input figures number-input" id="invite-number" inputmode="numeric" autocomplete="off" maxlength="6" placeholder=${words.say("Number")} aria-label=${words.say("Number of the investor to invite")} value=${number} onInput=${(/** @type {any} */ event) => write(event.currentTarget.value)} />
    <button class="button small"><${Icon} name="user-plus" />${words.say("Invite")}</button>
  </form>`;
}

/** @param {{ room: Room, one: ConsortiumView, done: () => void }} props */
function Leave({ room, one, done }) {
  const { words } = room;
  /** @param {boolean} yes */
  function answer(yes) {
    done();
    if (yes) void room.ask({ type: "consortium.leave", consortium: one.consortium });
  }
  return html`<${Dialog} title=${one.leading ? words.say("End the consortium?") : words.say("Leave the consortium?")} yes=${one.leading ? words.say("End it") : words.say("Leave")} no=${words.say("Stay")} danger onAnswer=${answer}>
    <p>${one.leading
      ? words.say("It is over for everybody at once, and what is open jointly is withdrawn. What each stated alone stays.")
      : words.say("You see nothing of it from then on, and the others nothing new of you. What you stated stays yours.")}</p>
  <//>`;
}
