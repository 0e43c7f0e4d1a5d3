/**
 * What few want to say of an intent, and who does wants to say exactly: the second step of its form.
 *
 * @import { Basis, Channel, Condition, ConditionKind, IntentKind, Level, Money, Nda, OwnIntentView, Pricing, Round, StateIntent, Valuation } from "../protocol.js"
 */
import { editable, parseMoney } from "./money.js";

/**
 * Fields as they are typed; an empty text is none.
 *
 * @typedef {object} More
 * @property {string} organisation on whose behalf, where that is not one's own
 * @property {Basis} basis
 * @property {Round | ""} round
 * @property {Pricing | ""} pricing
 * @property {string} value
 * @property {string} discount in per cent
 * @property {readonly ConditionKind[]} conditions
 * @property {string} trl
 * @property {string} cap
 * @property {string} condition
 * @property {string} confidence in per cent
 * @property {string} close_by
 * @property {readonly Channel[]} channels
 * @property {Nda | ""} nda
 * @property {string} nda_reference
 * @property {boolean} conflict
 */

/** What is wrong, and where. @typedef {"value" | "discount" | "trl" | "cap" | "condition" | "conditional" | "confidence"} MoreFault */

/** @type {More} */
export const NOTHING_MORE = Object.freeze({
  organisation: "", basis: "total", round: "", pricing: "", value: "", discount: "", conditions: [], trl: "", cap: "", condition: "",
  confidence: "", close_by: "", channels: [], nda: "", nda_reference: "", conflict: false,
});

/** What can be read back of an intent; of a refused command there may be less. @typedef {{ terms: Partial<OwnIntentView["terms"]>, organisation?: string | null, condition?: string | null, confidence?: number | null, nda_reference?: string | null }} Told */

/** @param {Told} own @returns {More} */
export function moreOf({ terms, organisation, condition, confidence, nda_reference: reference }) {
  const conditions = terms.conditions ?? [];
  const find = (/** @type {ConditionKind} */ kind) => conditions.find((one) => one.kind === kind);
  const typed = (/** @type {Money | null | undefined} */ sum) => (sum ? editable(sum.minor, sum.currency) : "");
  return {
    organisation: organisation ?? "",
    basis: terms.amount?.basis ?? "total",
    round: terms.round ?? "",
    pricing: terms.valuation?.pricing ?? "",
    value: typed(terms.valuation?.amount),
    discount: String(terms.valuation?.discount ?? ""),
    conditions: conditions.map((one) => one.kind),
    trl: String(find("trl")?.trl ?? ""),
    cap: typed(find("price_cap")?.cap),
    condition: condition ?? "",
    confidence: String(confidence ?? ""),
    close_by: terms.close_by ?? "",
    channels: terms.channels ?? [],
    nda: terms.nda ?? "",
    nda_reference: reference ?? "",
    conflict: terms.conflict ?? false,
  };
}

/** @param {More & { level: Level, currency: string }} form @returns {MoreFault | null} */
export function moreFault(form) {
  const asked = (/** @type {ConditionKind} */ kind) => form.conditions.includes(kind);
  /** @type {[MoreFault, boolean][]} */
  const faults = [
    ["conditional", form.level === "soft_committed" && form.conditions.length > 0],
    ["value", Boolean(form.pricing) && form.pricing !== "uncapped" && parseMoney(form.value, form.currency) === null],
    ["discount", percent(form.discount) === undefined],
    ["trl", asked("trl") && !/^[1-9]$/.test(form.trl)],
    ["cap", asked("price_cap") && parseMoney(form.cap, form.currency) === null],
    ["condition", asked("other") && !form.condition.trim()],
    ["confidence", percent(form.confidence) === undefined],
  ];
  return faults.find(([, wrong]) => wrong)?.[0] ?? null;
}

/** @typedef {Pick<StateIntent, "organisation" | "party" | "round" | "valuation" | "conditions" | "condition" | "confidence" | "close_by" | "channels" | "nda" | "nda_reference" | "conflict">} MoreTerms */

/** The fields of the command that were filled in, so that an untouched form says nothing. @param {More & { kind: IntentKind, currency: string }} form @returns {MoreTerms} */
export function moreTerms(form) {
  const invests = form.kind === "invest";
  const all = {
    organisation: form.organisation.trim(),
    party: form.organisation.trim() ? "organisation" : undefined,
    round: (invests && form.round) || undefined,
    valuation: invests ? valuationOf(form) : undefined,
    conditions: form.conditions.length ? form.conditions.map((kind) => conditionOf(kind, form)) : undefined,
    condition: form.conditions.includes("other") ? form.condition : undefined,
    confidence: percent(form.confidence) ?? undefined,
    close_by: form.close_by || undefined,
    channels: form.channels.length ? form.channels : undefined,
    nda: form.nda || undefined,
    nda_reference: form.nda === "signed" ? form.nda_reference : undefined,
    conflict: form.conflict || undefined,
  };
  return /** @type {MoreTerms} */ (Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== "")));
}

/** @param {More & { currency: string }} form @returns {Valuation | undefined} */
function valuationOf({ pricing, value, discount, currency }) {
  if (!pricing) return undefined;
  const amount = pricing === "uncapped" ? null : sum(value, currency);
  return { pricing, amount, discount: percent(discount) ?? null };
}

/** @param {ConditionKind} kind @param {More & { currency: string }} form @returns {Condition} */
function conditionOf(kind, { trl, cap, currency }) {
  if (kind === "trl") return { kind, trl: Number(trl) };
  return kind === "price_cap" ? { kind, cap: sum(cap, currency) } : { kind };
}

/** @param {string} text @param {string} currency @returns {Money | null} */
function sum(text, currency) {
  const minor = parseMoney(text, currency);
  return minor === null ? null : { minor, currency };
}

/** Null where nothing was written, undefined where it is no percentage. @param {string} text @returns {number | null | undefined} */
function percent(text) {
  if (!text.trim()) return null;
  return /^\d{1,3}$/.test(text.trim()) && Number(text) <= 100 ? Number(text) : undefined;
}
