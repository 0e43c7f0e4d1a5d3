/**
 * What a receipt says, for a reader. Nothing here says whether it is true.
 *
 * @import { Amount, Receipt } from "../protocol.js"
 */

/** @typedef {{ type: string, kind: string, level: string, amount: Amount | null, name: string, organisation: string, comment: string, person: string, host: string }} Saying */

/** What is known of any receipt, and of whose word it is where somebody else entered it; each part empty where the receipt does not say it. @param {Receipt} receipt @returns {Saying} */
export function saying(receipt) {
  const body = object(receipt.body);
  const own = object(receipt.private ?? "");
  const [terms, signature] = [inside(body, "terms"), inside(own, "signature")];
  return {
    type: text(body["type"]),
    kind: text(terms["kind"]),
    level: text(terms["level"]),
    amount: amount(terms["amount"]),
    name: text(signature["name"]),
    organisation: text(signature["organisation"]),
    comment: text(own["comment"]),
    person: text(body["person"]) || receipt.by,
    host: text(body["person"]) && (text(inside(own, "host")["name"]) || receipt.by),
  };
}

/** All of a JSON text as rows of name and value, in its order; a text that is no object is one row. @param {string} json @returns {[string, string][]} */
export function rows(json) {
  if (!json) return [];
  const content = parsed(json);
  return content && typeof content === "object" ? flat("", content) : [["", json]];
}

/** @param {string} name @param {unknown} value @returns {[string, string][]} */
function flat(name, value) {
  if (!value || typeof value !== "object" || Array.isArray(value)) return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, one]) => flat(name ? `${name}.${key}` : key, one));
}

/** @param {unknown} value @returns {Amount | null} */
function amount(value) {
  const { minimum, maximum, currency } = /** @type {Record<string, unknown>} */ (value ?? {});
  const whole = Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum) && /^[A-Z]{3}$/.test(text(currency));
  return whole ? /** @type {Amount} */ ({ minimum, maximum, currency }) : null;
}

/** @param {string} json */
const object = (json) => inside({ content: parsed(json) }, "content");

/** @param {Record<string, unknown>} whole @param {string} name @returns {Record<string, unknown>} */
function inside(whole, name) {
  const part = whole[name];
  return part && typeof part === "object" ? /** @type {Record<string, unknown>} */ (part) : {};
}

/** @param {unknown} value */
const text = (value) => (typeof value === "string" ? value : "");

/** @param {string} json @returns {unknown} */
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
