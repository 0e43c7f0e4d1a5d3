/**
 * A project's documents, as lists and addresses.
 *
 * @typedef {{ material: string, project: string, name: string, kind: string, size: number, investors: boolean, added_at: string, removed: boolean }} Material
 */

/** The most bytes of one document, and what the browser offers to choose; the server looks at the content. */
export const LIMIT = 20 * 1024 * 1024;
export const ACCEPT = ".pdf,.pptx,.docx,.xlsx,.png,.jpg,.jpeg";

/** @param {readonly Material[]} materials @param {string | null | undefined} project */
export const ofProject = (materials, project) => materials.filter((one) => one.project === project && !one.removed);

/** The list with one as it is now, where it was or at the end. @param {readonly Material[]} materials @param {Material} material @returns {Material[]} */
export function withOne(materials, material) {
  const known = materials.some((one) => one.material === material.material);
  return known ? materials.map((one) => (one.material === material.material ? material : one)) : [...materials, material];
}

const UNITS = /** @type {const} */ ([["megabyte", 1024 * 1024], ["kilobyte", 1024], ["byte", 1]]);

/** A size as it is read, in the largest unit of which it is one at least. @param {number} bytes @param {string} locale */
export function sizeOf(bytes, locale) {
  const [unit, count] = UNITS.find(([, least]) => bytes >= least) ?? UNITS[2];
  const maximumFractionDigits = unit === "megabyte" ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(bytes / count);
}

/** Where a document is added. @param {string} seat @param {string} project @param {string} name @param {boolean} investors */
export function addUrl(seat, project, name, investors) {
  const query = new URLSearchParams({ project, name, ...(investors ? { investors: "true" } : {}) });
  return `/api/seats/${seat}/materials?${query}`;
}

/** Where its content is. @param {string} seat @param {Material} material */
export const contentUrl = (seat, { material }) => `/api/seats/${seat}/materials/${material}/content`;

/** A name without its ending, which stays as the content is. @param {Material} material */
export const stemOf = ({ name, kind }) => name.slice(0, -kind.length - 1);
