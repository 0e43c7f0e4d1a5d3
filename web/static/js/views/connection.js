/** Whether what is on the screen is true now, and what to do where it is not. */
import { moment } from "../core/time.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { Words } from "../core/words.js" */
/** @import { Seat } from "../pages/seat.js" */

/** @param {{ seat: Seat }} props */
export function Connection({ seat }) {
  const { live } = seat;
  const words = seat.words.value;
  const notice = noticeOf(words, live.line.value, seat.now.peek());
  const waiting = live.entries.value.filter((entry) => !entry.refusal).length;
  const kept = waiting
    ? words.count(waiting, "{count} message waits here to be sent.", "{count} messages wait here to be sent.")
    : "";
  return html`<div role="status" class="connection">
    ${notice && html`<div class="notice" data-tone=${notice.tone}><${Icon} name=${notice.icon} />
      <p>${notice.text} ${kept}</p>
      ${notice.reload && html`<button class="button small" onClick=${() => location.reload()}>${words.say("Try again")}</button>`}</div>`}
    ${!live.durable && waiting && html`<div class="notice" data-tone="warn"><${Icon} name="circle-alert" /><p>${words.say("This browser keeps nothing: do not close the page until everything is sent.")}</p></div>`}
  </div>`;
}

/** @param {Words} words @param {import("../net/socket.js").LineState} state @param {number} now */
function noticeOf(words, state, now) {
  if (state.name === "ended") return endOf(words, state.code);
  if (state.name !== "waiting") return null;
  const full = fullnessOf(words, state.code);
  if (full) return { tone: "warn", icon: "users", text: full, reload: false };
  const time = moment(new Date(now).toISOString(), words.locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return { tone: "warn", icon: "wifi-off", text: words.say("Reconnecting. What you see is of {time}.", { time }), reload: false };
}

/** @param {Words} words @param {string | undefined} code */
function fullnessOf(words, code) {
  /** @type {Record<string, string>} */
  const table = {
    house_full: words.say("Every place in this house is taken. You come in by yourself as soon as there is room; leave this page open."),
    address_full: words.say("Too many pages are open from your network. You come in by yourself as soon as others close; leave this page open, or try another network."),
  };
  return table[code ?? ""];
}

/** @param {Words} words @param {number} code */
function endOf(words, code) {
  /** @type {Record<number, string>} */
  const table = {
    4500: words.say("You are signed out. Open your invitation link again; what you wrote is kept."),
    4501: words.say("The organizer has removed you from this roadshow."),
    4504: words.say("This seat is not yours, or no longer there. Open your invitation link again."),
  };
  return { tone: "danger", icon: "circle-alert", text: table[code] ?? words.say("The connection was ended. Load the page again."), reload: code !== 4501 };
}
