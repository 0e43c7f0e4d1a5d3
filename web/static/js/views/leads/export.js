/** Leads as a file: which of them, for what, and what their consent allows. */
import { useState } from "preact/hooks";

import { CRMS, consentOf, fileUrl, isTable } from "../../core/export.js";
import { fetchFile, keep } from "../../net/file.js";
import { Refused } from "../../net/read.js";
import { Dialog } from "../dialog.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { toast } from "../toast.js";

/** @import { Choice, Format, Portion } from "../../core/export.js" */
/** @import { LeadRow } from "../../core/leads.js" */
/** @import { Words } from "../../core/words.js" */
/** @import { Workspace } from "./workspace.js" */

/** @param {{ workspace: Workspace }} props */
export function Export({ workspace }) {
  const { words } = workspace;
  const [open, setOpen] = useState(false);
  return html`<button class="button small" id="lead-export" aria-haspopup="dialog" aria-keyshortcuts="d" onClick=${() => setOpen(true)}><${Icon} name="download" />${words.say("Export")}</button>
    ${open && html`<${Choosing} workspace=${workspace} close=${() => setOpen(false)} />`}`;
}

/** @param {Workspace} workspace @returns {Partial<Record<Portion, readonly LeadRow[]>>} */
function portions(workspace) {
  const all = workspace.rows.items.value;
  const wanted = workspace.wanted.value;
  const picked = all.filter((row) => workspace.picked.value.has(row.lead));
  return { ...(picked.length && { picked }), ...(wanted.length < all.length && wanted.length && { wanted }), all };
}

/** @param {{ workspace: Workspace, close: () => void }} props */
function Choosing({ workspace, close }) {
  const { words } = workspace;
  const there = portions(workspace);
  const first = /** @type {Portion} */ (Object.keys(there)[0]);
  const [choice, setChoice] = useState(/** @type {Choice} */ ({ which: first, format: "xlsx", preset: "", mark: true }));
  const rows = there[choice.which] ?? there.all ?? [];
  /** @param {Partial<Choice>} changed */
  const choose = (changed) => setChoice({ ...choice, ...changed });
  /** @param {boolean} yes */
  const answer = (yes) => {
    close();
    document.getElementById("lead-export")?.focus();
    if (yes) void save(workspace, choice, rows);
  };
  return html`<${Dialog} title=${words.say("Export leads")} yes=${words.say("Export")} no=${words.say("Cancel")} onAnswer=${answer}><div class="lead-export">
    <${Which} words=${words} there=${there} choice=${choice} choose=${choose} />
    <${What} words=${words} choice=${choice} choose=${choose} />
    ${isTable(choice.format) && html`<${Crm} words=${words} choice=${choice} choose=${choose} />`}
    ${choice.format === "csv" && html`<label class="check"><input type="checkbox" checked=${choice.mark} onChange=${(/** @type {any} */ event) => choose({ mark: event.target.checked })} /> ${words.say("With a byte order mark, which Excel needs for Chinese")}</label>`}
    <${Consent} words=${words} format=${choice.format} rows=${rows} all=${workspace.rows.items.value} />
  </div><//>`;
}

/** @typedef {{ words: Words, choice: Choice, choose: (changed: Partial<Choice>) => void }} Props */

/** @param {Props & { there: Partial<Record<Portion, readonly LeadRow[]>> }} props */
function Which({ words, there, choice, choose }) {
  const names = { picked: words.say("Those picked"), wanted: words.say("Those that the filters leave"), all: words.say("All") };
  const portions = /** @type {[Portion, readonly LeadRow[]][]} */ (Object.entries(there));
  return html`<fieldset class="fieldset"><legend>${words.say("Which leads")}</legend>
    ${portions.map(([name, rows]) => html`<label class="check" key=${name}><input type="radio" name="which" value=${name} checked=${choice.which === name} onChange=${() => choose({ which: name })} /> <span>${names[name]} <span class="soft figures">${words.number(rows.length)}</span></span></label>`)}
  </fieldset>`;
}

/** @param {Props} props */
function What({ words, choice, choose }) {
  /** @type {[Format, string, string][]} */
  const formats = [
    ["xlsx", words.say("Excel workbook"), words.say("to read and to work with")],
    ["csv", "CSV", words.say("for other programs, and to import again")],
    ["jsonl", "JSON Lines", words.say("everything, for programmers")],
    ["vcf", "vCard", words.say("for an address book")],
  ];
  return html`<fieldset class="fieldset"><legend>${words.say("As what")}</legend>
    ${formats.map(([name, title, what]) => html`<label class="check" key=${name}><input type="radio" name="format" value=${name} checked=${choice.format === name} onChange=${() => choose({ format: name })} /> <span>${title} <span class="soft">${what}</span></span></label>`)}
  </fieldset>`;
}

/** @param {Props} props */
function Crm({ words, choice, choose }) {
  return html`<div class="field"><label for="export-crm">${words.say("Columns")}</label>
    <select class="input" id="export-crm" onChange=${(/** @type {any} */ event) => choose({ preset: event.target.value })}>
      <option value="" selected=${choice.preset === ""}>${words.say("All there are")}</option>
      ${Object.entries(CRMS).map(([name, title]) => html`<option key=${name} value=${name} selected=${choice.preset === name}>${words.say("For {crm}", { crm: title })}</option>`)}
    </select></div>`;
}

/** @param {{ words: Words, format: Format, rows: readonly LeadRow[], all: readonly LeadRow[] }} props */
function Consent({ words, format, rows, all }) {
  const { leads, agreed, barred, cards } = consentOf(rows, all);
  const cardsSaid = words.count(cards, "{count} person gets a card: those who agreed to be passed on and may be contacted.", "{count} persons get a card: those who agreed to be passed on and may be contacted.");
  const said = words.say("Of {leads}, {agreed} agreed to be passed on to the project. The file says so in a column of its own.", { leads: words.number(leads), agreed: words.number(agreed) });
  return html`<div class="notice" role="status"><${Icon} name="shield-check" /><div><p>${format === "vcf" ? cardsSaid : said}</p>
    ${barred > 0 && html`<p>${words.count(barred, "{count} is not to be contacted.", "{count} are not to be contacted.")}</p>`}</div></div>`;
}

/** @param {Workspace} workspace @param {Choice} choice @param {readonly LeadRow[]} rows */
async function save({ words, seat }, choice, rows) {
  const picked = choice.which === "all" ? undefined : { leads: rows.map((row) => row.lead) };
  try {
    const file = await fetchFile(fileUrl(seat, choice), picked, fetch.bind(globalThis));
    keep(file);
    toast(words.say("Saved as {name}.", { name: file.name }), "good");
  } catch (error) {
    toast(error instanceof Refused ? error.problem.title : words.say("No connection. Nothing was saved."), "danger");
  }
}
