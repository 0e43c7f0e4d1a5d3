/**
 * Money between the wire (integer minor units with a currency), the eye and the keyboard.
 *
 * @import { Amount } from "../protocol.js"
 */

/** @type {Map<string, number>} */
const exponents = new Map();

/** How many decimals a currency has (ISO 4217). @param {string} currency */
export function exponent(currency) {
  let found = exponents.get(currency);
  if (found === undefined) {
    found = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    exponents.set(currency, found);
  }
  return found;
}

/**
 * An amount for reading, such as ¥500,000; `short` says 50万 or $1.2M.
 *
 * @param {number} minor
 * @param {string} currency
 * @param {string} locale
 * @param {{ short?: boolean }} [how]
 */
export function money(minor, currency, locale, { short = false } = {}) {
  const value = minor / 10 ** exponent(currency);
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 0,
    maximumFractionDigits: short ? 2 : exponent(currency),
    notation: short ? "compact" : "standard",
  }).format(value);
}

/** A range for reading; a range of one is one. @param {Amount} amount @param {string} locale @param {{ short?: boolean }} [how] */
export function range(amount, locale, how) {
  const [low, high] = [amount.minimum, amount.maximum].map((end) => money(end, amount.currency, locale, how));
  return low === high ? low : `${low} – ${high}`;
}

/** Powers of ten that people write behind a number, in both languages. */
const UNITS = new Map(
  Object.entries({
    "": 0, 十: 1, 百: 2, 千: 3, k: 3, 万: 4, 萬: 4, 十万: 5, 百万: 6, m: 6, mn: 6, million: 6, 千万: 7, 亿: 8, 億: 8,
    b: 9, bn: 9, billion: 9, 十亿: 9,
  }),
);

const WRITTEN = /^(\d+)(?:\.(\d+))?(\D*)$/;

/**
 * What a person wrote, in minor units: 500,000 · 50万 · 1.2m · ￥3,000 · 120.50; null where it is no amount.
 *
 * Decimal digits are counted, never multiplied as floats, so that 1.1m is exactly 1,100,000.
 *
 * @param {string} text
 * @param {string} currency
 * @returns {number | null}
 */
export function parseMoney(text, currency) {
  const found = WRITTEN.exec(bare(text));
  const unit = UNITS.get(found?.[3] ?? "");
  if (!found || unit === undefined) return null;
  const [, whole = "", fraction = ""] = found;
  const places = unit + exponent(currency);
  const decimals = fraction.replace(/0+$/, "");
  if (decimals.length > places) return null;
  const minor = Number(whole + decimals.padEnd(places, "0"));
  return minor <= MOST ? minor : null;
}

/** What the server takes at most. */
const MOST = 10 ** 15;

/** Without grouping, spaces, signs and the names of currencies. @param {string} text */
function bare(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/cny|rmb|usd|eur|hkd|gbp|jpy|sgd|人民币|美元|元|[¥$€£]/g, "")
    .replace(/[\s,_'’]/g, "");
}

/** An amount for a field that a person will edit: no symbol, no grouping. @param {number} minor @param {string} currency */
export function editable(minor, currency) {
  const value = minor / 10 ** exponent(currency);
  return Number.isInteger(value) ? String(value) : value.toFixed(exponent(currency));
}

/** Common ticket sizes to start from, in whole units. @type {Record<string, readonly number[]>} */
const QUICK = { CNY: [500_000, 1_000_000, 5_000_000, 10_000_000], JPY: [10_000_000, 50_000_000, 100_000_000] };

/** @param {string} currency @returns {number[]} in minor units */
export function quickAmounts(currency) {
  return (QUICK[currency] ?? [50_000, 100_000, 500_000, 1_000_000]).map((value) => value * 10 ** exponent(currency));
}
