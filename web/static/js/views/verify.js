/** A receipt, and what it proves and does not prove, in words. */
import { signal } from "@preact/signals";

import { range } from "../core/money.js";
import { judge, receiptIn, Unable } from "../core/proof.js";
import { rows, saying } from "../core/receipt.js";
import { moment } from "../core/time.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { kinds, levels } from "./terms.js";

/** @import { Signal } from "@preact/signals" */
/** @import { PublicKey, Verdict } from "../core/proof.js" */
/** @import { Words } from "../core/words.js" */
/** @import { Receipt } from "../protocol.js" */

/** @typedef {{ verdict: Verdict | "none" | "unable", receipt: Receipt | null }} Finding */

const KEYS = "/.well-known/jwks.json";
const COMMAND = "roadshow verify receipt.json --keys jwks.json";

export class Check {
  /** @type {Signal<Finding | null>} */
  finding = signal(null);
  over = signal(false);
  #words;
  #request;

  /** @param {Signal<Words>} words @param {typeof fetch} request */
  constructor(words, request) {
    this.#words = words;
    this.#request = request;
  }

  get words() {
    return this.#words.value;
  }

  /** @param {string} text a receipt's JSON or its link */
  async take(text) {
    const receipt = await receiptIn(text);
    this.finding.value = { receipt, verdict: receipt ? await this.#judged(receipt) : "none" };
  }

  /** @param {File | undefined} file */
  async open(file) {
    if (file) await this.take(await file.slice(0, 100_000).text());
  }

  /** @param {Receipt} receipt @returns {Promise<Finding["verdict"]>} */
  async #judged(receipt) {
    try {
      return await judge(receipt, await this.#keys());
    } catch (error) {
      if (error instanceof Unable) return "unable";
      throw error;
    }
  }

  /** Without them a receipt is by nobody. @returns {Promise<PublicKey[]>} */
  async #keys() {
    try {
      return (await (await this.#request(KEYS)).json()).keys;
    } catch {
      return [];
    }
  }
}

/** @param {{ check: Check }} props */
export function Frame({ check }) {
  const { words } = check;
  const finding = check.finding.value;
  return html`<div class="stack wide verify">
    <div class="stack close">
      <h1>${words.say("Check a receipt")}</h1>
      <p class="soft">${words.say("It is checked here, in your browser, and sent to nobody.")}</p>
    </div>
    <${Entry} check=${check} />
    <div class="stack wide" aria-live="polite">${finding && html`<${Found} words=${words} finding=${finding} />`}</div>
    <${Elsewhere} words=${words} />
  </div>`;
}

/** @param {{ check: Check }} props */
function Entry({ check }) {
  const { words } = check;
  /** @param {DragEvent} event @param {boolean} over */
  const drag = (event, over) => { event.preventDefault(); check.over.value = over; };
  /** @param {DragEvent} event */
  const drop = (event) => { drag(event, false); void check.open(event.dataTransfer?.files[0]); };
  /** @param {InputEvent & { currentTarget: HTMLTextAreaElement }} event */
  const typed = (event) => void (event.currentTarget.value.trim() && check.take(event.currentTarget.value));
  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  const chosen = (event) => void check.open(event.currentTarget.files?.[0]);
  return html`<div class="card receipt-entry" data-over=${check.over.value} onDragOver=${(/** @type {DragEvent} */ event) => drag(event, true)} onDragLeave=${(/** @type {DragEvent} */ event) => drag(event, false)} onDrop=${drop}>
    <div class="field">
      <label for="receipt-file">${words.say("Choose the receipt’s file, or drop it here")}</label>
      <input class="input" id="receipt-file" type="file" accept=".json,application/json" onChange=${chosen} />
    </div>
    <div class="field">
      <label for="receipt-text">${words.say("Or paste the receipt or its link")}</label>
      <textarea class="input" id="receipt-text" rows="3" spellcheck="false" autocomplete="off" onInput=${typed}></textarea>
    </div>
  </div>`;
}

/** How each verdict is told: tone, picture, title, sentence. @param {Words} words @returns {Record<Finding["verdict"], [string, string, string, string]>} */
const told = (words) => ({
  genuine: ["good", "shield-check", words.say("Genuine"), words.say("Its content fits its fingerprint, and a key of this house signed that.")],
  unknown: ["warn", "circle-alert", words.say("Whole, but nobody’s"), words.say("Its content fits its fingerprint, but the key is none of this house. Check it at the house it comes from.")],
  late: ["danger", "circle-alert", words.say("Not to be trusted"), words.say("It is dated after its key was retired.")],
  forged: ["danger", "circle-alert", words.say("Forged"), words.say("The key that it names did not sign this.")],
  private: ["danger", "circle-alert", words.say("Altered"), words.say("The name or the comment is not what was recorded.")],
  altered: ["danger", "circle-alert", words.say("Altered"), words.say("Its content does not fit its fingerprint.")],
  malformed: ["danger", "circle-alert", words.say("No receipt"), words.say("A part of it is not of its form.")],
  none: ["danger", "circle-alert", words.say("No receipt"), words.say("Choose the file as it was downloaded, or paste the whole link.")],
  unable: ["warn", "circle-alert", words.say("This browser cannot check it"), words.say("It has no Ed25519, or this page came without HTTPS. Use a newer browser, or the command below.")],
});

/** @param {{ words: Words, finding: Finding }} props */
function Found({ words, finding: { verdict, receipt } }) {
  const [tone, icon, title, sentence] = told(words)[verdict];
  const shown = receipt && (verdict === "genuine" || verdict === "unknown");
  return html`<div class="notice verdict" data-tone=${tone}><${Icon} name=${icon} /><div><h2>${title}</h2><p>${sentence}</p></div></div>
    ${shown && html`<${Content} words=${words} receipt=${receipt} proven=${verdict === "genuine"} />`}`;
}

/** @param {{ words: Words, receipt: Receipt, proven: boolean }} props */
function Content({ words, receipt, proven }) {
  return html`<section class="stack close">
      <h2>${proven ? words.say("What it proves") : words.say("What it says; nothing of it is proven")}</h2>
      <${Facts} words=${words} receipt=${receipt} />
    </section>
    ${proven && html`<${Limits} words=${words} named=${Boolean(receipt.private)} />`}
    <${Everything} words=${words} receipt=${receipt} />`;
}

/** @param {{ words: Words, receipt: Receipt }} props */
function Facts({ words, receipt }) {
  const said = saying(receipt);
  const who = [said.name, said.organisation].filter(Boolean).join(" · ");
  return html`<dl class="facts">
    <dt>${words.say("Who")}</dt><dd>${who ? html`<strong>${who}</strong>` : words.say("Somebody whom this house knows; there is no name in this receipt")}<br /><code class="small faint">${said.person}</code>${said.host && html`<br /><span class="small soft">${words.say("Entered by {name}, for the house", { name: said.host })}</span>`}</dd>
    <dt>${words.say("What")}</dt><dd><strong>${what(words, said)}</strong>${said.comment && html`<br /><q>${said.comment}</q>`}</dd>
    <dt>${words.say("When")}</dt><dd>${when(words, receipt.at)}<br /><span class="small faint figures">${receipt.at} · ${words.say("by the server’s clock")}</span></dd>
    <dt>${words.say("Where")}</dt><dd><a href=${`/r/${encodeURIComponent(receipt.roadshow)}`}>${words.say("Entry {seq} in the record of this roadshow", { seq: words.number(receipt.seq) })}</a></dd>
  </dl>`;
}

/** @param {Words} words @param {ReturnType<typeof saying>} said */
function what(words, { type, kind, level, amount }) {
  const act = of(acts(words), type);
  const terms = [of(kinds(words), kind), amount && range(amount, words.locale), of(levels(words), level)].filter(Boolean).join(" · ");
  return terms ? words.say("{act}: {terms}", { act, terms }) : act;
}

/** What one has a receipt for. @param {Words} words @returns {Record<string, string>} */
const acts = (words) => ({
  "intent.stated": words.say("Stated an intent"),
  "intent.revised": words.say("Changed an intent"),
  "intent.entered": words.say("Stated an intent"),
  "intent.withdrawn": words.say("Withdrew an intent"),
  "intent.confirmed": words.say("Confirmed an intent"),
  "intent.retracted": words.say("Retracted an intent"),
});

/** A word of ours, or what the receipt says where we have none. @param {Record<string, string>} known @param {string} name */
const of = (known, name) => (Object.hasOwn(known, name) ? known[name] : name) ?? name;

/** @param {Words} words @param {string} at */
function when(words, at) {
  return Number.isNaN(Date.parse(at)) ? at : moment(at, words.locale, { dateStyle: "long", timeStyle: "long" });
}

/** @param {{ words: Words, named: boolean }} props */
function Limits({ words, named }) {
  return html`<section class="stack close">
    <h2>${words.say("What it does not prove")}</h2>
    <ul class="soft bullets">
      <li>${named ? words.say("That the name is true: it is what this person gave when coming in.") : words.say("Who it was: the name is not in it, only the house knows it.")}</li>
      <li>${words.say("That it still stands: it may have been changed or withdrawn since.")}</li>
      <li>${words.say("That anybody owes anything: an intent binds nobody.")}</li>
      <li>${words.say("That the record still holds it: the published fingerprint of the roadshow and the command below show that.")}</li>
    </ul>
  </section>`;
}

/** @param {{ words: Words, receipt: Receipt }} props */
function Everything({ words, receipt }) {
  const { body, private: own, salt, ...rest } = receipt;
  const all = [...rows(body), ...rows(own ?? ""), ...Object.entries(rest).map(([name, value]) => [name, String(value)])];
  return html`<details class="fold">
    <summary>${words.say("Everything that was signed")}</summary>
    <dl class="facts signed">${all.map(([name, value]) => html`<dt class="small">${name}</dt><dd class="small"><code>${value}</code></dd>`)}</dl>
  </details>`;
}

/** @param {{ words: Words }} props */
function Elsewhere({ words }) {
  return html`<section class="section stack close small soft">
    <h2>${words.say("Without trusting this page")}</h2>
    <p>${words.say("This page comes from the house that signed. Keep its public keys, and check with the command or any other program; the format is open.")}</p>
    <p><code>${COMMAND}</code></p>
    <p><a href=${KEYS} download="jwks.json">${words.say("Public keys")}</a></p>
  </section>`;
}
