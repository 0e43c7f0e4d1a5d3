/**
 * Leads on their way out of the house: which, as what, and whose consent there is.
 *
 * @import { LeadRow } from "./leads.js"
 */

/** @typedef {"csv" | "xlsx" | "jsonl" | "vcf"} Format */

/** What there is to choose; `preset` is a CRM or nothing. @typedef {{ which: Portion, format: Format, preset: string, mark: boolean }} Choice */

/** @typedef {"all" | "wanted" | "picked"} Portion */

/** The CRMs by their names in the address, as they call themselves. */
export const CRMS = /** @type {const} */ ({ hubspot: "HubSpot", salesforce: "Salesforce", espocrm: "EspoCRM" });

/** Formats with columns, which a CRM may want otherwise. @param {Format} format */
export const isTable = (format) => format === "csv" || format === "xlsx";

/** Where the file is. @param {string} seat @param {Choice} choice */
export function fileUrl(seat, { format, preset, mark }) {
  const query = new URLSearchParams();
  if (preset && isTable(format)) query.set("preset", preset);
  if (format === "csv" && !mark) query.set("bom", "0");
  return `/api/seats/${seat}/leads.${format}${query.size ? `?${query}` : ""}`;
}

/**
 * What may be said of whose consent there is: how many leads, of how many the person agreed to be passed on, of how many
 * the person is not to be contacted, and how many persons get a card.
 *
 * @param {readonly LeadRow[]} rows that are taken @param {readonly LeadRow[]} all that there are
 */
export function consentOf(rows, all) {
  const barred = new Set(all.filter((row) => row.do_not_contact).map((row) => row.view.person));
  const agreed = rows.filter((row) => row.consented);
  const cards = new Set(agreed.map((row) => row.view.name && row.view.person).filter((person) => person && !barred.has(person)));
  return { leads: rows.length, agreed: agreed.length, barred: rows.filter((row) => row.do_not_contact).length, cards: cards.size };
}
