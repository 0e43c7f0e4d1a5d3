/** Leads that come back as a file: what its columns mean, what each row would do, and what there is to tell of it. */

/** @typedef {{ header: string, field: string, samples: readonly string[] }} Column */

/** @typedef {{ encoding: string, delimiter: string, crm: string, rows: number, columns: readonly Column[], fields: readonly string[] }} Preview */

/** @typedef {"made" | "updated" | "unchanged" | "refused"} Outcome */

/**
 * What became of a row, or would (docs/protocol.md).
 *
 * @typedef {object} Row
 * @property {number} row
 * @property {string} name
 * @property {Outcome} outcome
 * @property {string} [lead]
 * @property {string} [project]
 * @property {readonly { field: string, before: string, after: string }[]} [fields]
 * @property {string} [code]
 * @property {string} [title]
 * @property {string} [detail]
 */

/** @typedef {{ rows: readonly Row[], at: string | null }} Report */

export const OUTCOMES = /** @type {const} */ (["updated", "made", "refused", "unchanged"]);

/** How many rows are shown of each outcome; nobody reads ten thousand. */
export const SHOWN = 200;

/** Where a file is tried, or taken in. @param {string} seat @param {readonly string[]} fields @param {string} crm @param {boolean} apply */
export function takeUrl(seat, fields, crm, apply) {
  const query = new URLSearchParams({ columns: fields.join(","), ...(crm && { crm }), ...(apply && { apply: "1" }) });
  return `/api/seats/${seat}/leads/import?${query}`;
}

/** How many rows of each outcome there are. @param {readonly Row[]} rows @returns {Record<Outcome, number>} */
export function tally(rows) {
  const counts = { updated: 0, made: 0, refused: 0, unchanged: 0 };
  for (const row of rows) counts[row.outcome] += 1;
  return counts;
}

/** The outcome to look at first: what would be done, or else why nothing would. @param {Record<Outcome, number>} counts */
export const foremost = (counts) => OUTCOMES.find((outcome) => counts[outcome] > 0) ?? "updated";

/** What several columns may say, any of which counts. */
const SEVERAL = "do_not_contact";

/** The fields with one changed; what can be said once is taken from the column that said it. @param {readonly string[]} fields @param {number} place @param {string} field */
export const mapped = (fields, place, field) =>
  fields.map((old, other) => (other === place ? field : old === field && field !== SEVERAL ? "" : old));

/** A few words of what a column holds. @param {Column} column */
export const sampled = ({ samples }) => [...new Set(samples.filter(Boolean))].slice(0, 2).join(" · ");
