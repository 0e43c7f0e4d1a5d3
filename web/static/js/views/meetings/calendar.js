/** The secret address at which a calendar fetches all of one's meetings: made, copied, replaced, revoked. */
import { useEffect, useState } from "preact/hooks";

import { html } from "../html.js";
import { Icon } from "../icon.js";
import { toast } from "../toast.js";
import { dayOf } from "./words.js";

/** @import { Diary } from "./diary.js" */

/** @param {{ diary: Diary }} props */
export function Calendar({ diary }) {
  const { words } = diary;
  const [since, setSince] = useState(/** @type {string | null} */ (null));
  const [url, setUrl] = useState("");
  const path = `/api/seats/${diary.seat}/calendar`;
  useEffect(() => void fetch(path).then(async (answer) => answer.ok && setSince((await answer.json()).since), () => {}), [path]);
  const make = () => send(diary, path, "POST", async (answer) => {
    setUrl((await answer.json()).url);
    setSince(new Date(diary.now).toISOString());
  });
  const revoke = () => send(diary, path, "DELETE", async () => {
    setUrl("");
    setSince(null);
  });
  return html`<details class="fold calendar"><summary>${words.say("In your own calendar")}</summary><div class="stack close">
    <p class="small soft">${words.say("A secret address from which your calendar fetches all your meetings, every 15 minutes or so. Whoever has it sees them.")}</p>
    ${url && html`<${Address} diary=${diary} url=${url} />`}
    ${!url && since && html`<p class="small">${words.say("Your address has worked since {day}. It is shown once; make a new one if you have lost it.", { day: dayOf(words, since) })}</p>`}
    <div class="row close"><button class="button small" onClick=${make}><${Icon} name="link" />${since ? words.say("Make a new address") : words.say("Make an address")}</button>
      ${since && html`<button class="button quiet small danger" onClick=${revoke}><${Icon} name="trash-2" />${words.say("Revoke it")}</button>`}</div>
  </div></details>`;
}

/** @param {{ diary: Diary, url: string }} props */
function Address({ diary, url }) {
  const { words } = diary;
  const copy = () => navigator.clipboard?.writeText(url).then(() => toast(words.say("Copied."), "good"));
  return html`<div class="row close copy-row"><input class="input" readonly aria-label=${words.say("Calendar address")} value=${url} onFocus=${(/** @type {any} */ event) => event.target.select()} />
      <button class="button small" onClick=${copy}><${Icon} name="copy" />${words.say("Copy")}</button></div>
    <p class="small"><a href=${url.replace(/^https?:/, "webcal:")}>${words.say("Open in your calendar")}</a></p>`;
}

/** @param {Diary} diary @param {string} path @param {string} method @param {(answer: Response) => Promise<void>} then */
async function send({ words }, path, method, then) {
  try {
    const answer = await fetch(path, { method });
    if (answer.ok) return await then(answer);
  } catch {
    // Said below, whatever it was.
  }
  return toast(words.say("No connection. Nothing was changed."), "danger");
}
