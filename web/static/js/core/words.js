/**
 * Words on the screen: English in the code, translated by the catalogue of the page's language.
 *
 * @import { Bilingual } from "../protocol.js"
 */

/** English text → translation, or its plural forms. @typedef {Record<string, string | readonly string[]>} Catalogue */

/** @typedef {Record<string, string | number>} Parameters */

export class Words {
  #catalogue;
  #plural;

  /** @param {string} language such as zh or en @param {Catalogue} catalogue */
  constructor(language, catalogue = {}) {
    this.language = language;
    this.locale = language.startsWith("zh") ? "zh-CN" : "en";
    this.#catalogue = catalogue;
    this.#plural = new Intl.PluralRules(this.locale);
  }

  /** The text in this language with its {parameters} filled in. @param {string} text @param {Parameters} [parameters] */
  say(text, parameters) {
    const found = this.#catalogue[text];
    return fill((Array.isArray(found) ? found[0] : found) || text, parameters);
  }

  /**
   * The same where the wording depends on a number; {count} is there as written in this language.
   *
   * @param {number} count
   * @param {string} one
   * @param {string} many
   * @param {Parameters} [parameters]
   */
  count(count, one, many, parameters) {
    const single = this.#plural.select(count) === "one";
    const found = this.#catalogue[one];
    const text = Array.isArray(found) ? (single ? found[0] : found.at(-1)) : found;
    return fill(text || (single ? one : many), { count: this.number(count), ...parameters });
  }

  /** @param {number} value */
  number(value) {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  /** The reader's language of a bilingual text, or the other one. @param {Bilingual | null | undefined} text */
  of(text) {
    const { zh = "", en = "" } = text ?? {};
    return this.locale === "zh-CN" ? zh || en : en || zh;
  }
}

/** @param {string} text @param {Parameters} [parameters] */
function fill(text, parameters) {
  if (!parameters) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(parameters[name] ?? whole));
}
