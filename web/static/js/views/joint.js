/** What is joint about an intent, for who answers it: how many state it, and which shares the reader may see. */
import { range } from "../core/money.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { Words } from "../core/words.js" */
/** @import { IntentView, ShareView } from "../protocol.js" */

/** @param {{ words: Words, intent: Pick<IntentView, "joint" | "inside"> }} props */
export function Joint({ words, intent }) {
  const { joint, inside } = intent;
  if (inside) return html`<p class="small faint">${words.say("Counted inside the joint intent of a consortium")}</p>`;
  if (!joint) return null;
  const members = words.count(joint.members, "Joint intent of {count} investor", "Joint intent of {count} investors");
  const left = joint.left > 0 && words.count(joint.left, "{count} has left since", "{count} have left since");
  return html`<div class="stack close joint"><p class="row close small"><${Icon} name="users" />${[members, left].filter(Boolean).join(" · ")}</p>
    ${joint.shares.length > 0 && html`<${Shares} words=${words} shares=${joint.shares} label=${words.say("What its members stated themselves, inside it")} />`}</div>`;
}

/** @param {{ words: Words, shares: readonly ShareView[], label: string }} props */
export function Shares({ words, shares, label }) {
  return html`<ul class="shares small" role="list" aria-label=${label}>${shares.map((share) => html`<li key=${share.intent}><span>${calledOf(words, share)}</span>
    <span class="figures push">${share.amount ? range(share.amount, words.locale, { short: true }) : words.say("no amount")}</span></li>`)}</ul>`;
}

/** @param {Words} words @param {{ number: number, name: string | null, organisation: string | null }} one */
export function calledOf(words, { number, name, organisation }) {
  return [name, organisation].filter(Boolean).join(" · ") || words.say("Investor {number}", { number });
}
