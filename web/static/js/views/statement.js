/** All that an intent says beyond its first line, as pairs of what and how; what was not said is not there. */
import { money } from "../core/money.js";
import { moment } from "../core/time.js";
import { html } from "./html.js";
import { basisOf, channels, conditions, instruments, ndas, pricings, rounds } from "./terms.js";

/** @import { Words } from "../core/words.js" */
/** @import { Condition, Terms } from "../protocol.js" */

/** @typedef {{ terms: Terms, condition: string | null, nda_reference: string | null, confidence?: number | null }} Said */

/** @param {{ words: Words, intent: Said }} props */
export function Statement({ words, intent }) {
  const rows = rowsOf(words, intent);
  if (!rows.length) return null;
  return html`<dl class="statement small">${rows.map(([what, how]) => html`<div key=${what}><dt>${what}</dt><dd>${how}</dd></div>`)}</dl>`;
}

/** @param {Words} words @param {Said} intent @returns {[string, string][]} */
export function rowsOf(words, { terms, condition, nda_reference: reference, confidence = null }) {
  const day = (/** @type {string} */ at) => moment(at, words.locale, { dateStyle: "medium", timeZone: "UTC" });
  /** @type {[string, string | null | undefined | false][]} */
  const rows = [
    [words.say("Amount counts"), basisOf(words, terms.amount?.basis)],
    [words.say("By"), terms.instrument && instruments(words)[terms.instrument]],
    [words.say("Round"), terms.round && rounds(words)[terms.round]],
    [words.say("Valuation"), valuation(words, terms)],
    [words.say("Conditions"), terms.conditions.map((one) => conditionOf(words, one, condition)).join(" · ")],
    [words.say("Decides by"), terms.decide_by && day(terms.decide_by)],
    [words.say("Closes by"), terms.close_by && day(terms.close_by)],
    [words.say("Contact by"), terms.channels.map((one) => channels(words)[one]).join(" · ")],
    [words.say("NDA"), terms.nda && [ndas(words)[terms.nda], reference].filter(Boolean).join(": ")],
    [words.say("Conflict of interest"), terms.conflict && words.say("declared")],
    [words.say("Confidence"), confidence !== null && words.say("{percent} %, for you alone", { percent: confidence })],
  ];
  return rows.flatMap(([what, how]) => (how ? [/** @type {[string, string]} */ ([what, how])] : []));
}

/** @param {Words} words @param {Terms} terms */
function valuation(words, { valuation: given }) {
  if (!given) return null;
  const amount = given.amount && money(given.amount.minor, given.amount.currency, words.locale, { short: true });
  const discount = given.discount ? words.say("{percent} % discount", { percent: given.discount }) : "";
  return [[pricings(words)[given.pricing], amount].filter(Boolean).join(" "), discount].filter(Boolean).join(" · ");
}

/** @param {Words} words @param {Condition} one @param {string | null} other what was written of something else */
function conditionOf(words, one, other) {
  const more = one.trl ? `TRL ${one.trl}` : one.cap && money(one.cap.minor, one.cap.currency, words.locale, { short: true });
  if (one.kind === "other" && other) return other;
  return [conditions(words)[one.kind], more].filter(Boolean).join(": ");
}
