/**
 * The form of an intent: what is in it before anybody has typed, and the command it makes or what is wrong with it.
 *
 * @import { More, MoreFault, Told } from "./intent_more.js"
 * @import { Instrument, IntentKind, Level, OwnIntentView, ReviseIntent, StateIntent, Visibility } from "../protocol.js"
 */
import { moreFault, moreOf, moreTerms, NOTHING_MORE } from "./intent_more.js";
import { editable, parseMoney } from "./money.js";

/**
 * Fields as they are typed; an empty text is none.
 *
 * @typedef {object} First
 * @property {IntentKind} kind
 * @property {Level} level
 * @property {string} from
 * @property {string} to
 * @property {string} currency
 * @property {Instrument | ""} instrument
 * @property {string} decide_by
 * @property {Visibility} visibility
 * @property {boolean} consent
 * @property {boolean} aggregate
 * @property {boolean} joint whether it is for the consortium that one leads
 * @property {string} comment
 * @property {string} notice the hash of the text that was accepted
 * @property {readonly string[]} recipients the presenters, each ticked by itself, to whom the name may be passed on
 */

/** @typedef {First & More} IntentForm */

/** What is wrong, and where. @typedef {"amount" | "range" | "missing" | "consent" | "notice" | MoreFault} Fault */

/** Nothing is chosen for anybody but the mildest: no amount, no name, no consent. @param {string} currency @returns {IntentForm} */
export function blank(currency) {
  return {
    ...NOTHING_MORE,
    kind: "invest",
    level: "interested",
    from: "",
    to: "",
    currency,
    instrument: "",
    decide_by: "",
    visibility: "presenter",
    consent: false,
    aggregate: true,
    joint: false,
    comment: "",
    notice: "",
    recipients: [],
  };
}

/** What was said, for changing. @param {Pick<OwnIntentView, "terms" | "comment"> & Told} own @param {string} currency @returns {IntentForm} */
export function formOf(own, currency) {
  const { terms, comment } = own;
  const { amount } = terms;
  const end = (/** @type {number | undefined} */ minor) => (amount && minor !== undefined ? editable(minor, amount.currency) : "");
  return {
    ...blank(amount?.currency ?? currency),
    ...moreOf(own),
    kind: terms.kind,
    level: terms.level,
    from: end(amount?.minimum),
    to: amount?.minimum === amount?.maximum ? "" : end(amount?.maximum),
    instrument: terms.instrument ?? "",
    decide_by: terms.decide_by ?? "",
    visibility: terms.visibility,
    aggregate: terms.aggregate,
    joint: Boolean(terms.consortium),
    comment: comment ?? "",
    notice: terms.notice,
  };
}

/** A talk has no price. @param {IntentForm} form */
export const takesAmount = (form) => form.kind !== "talk";

/**
 * @param {IntentForm} form
 * @param {boolean} consented whether the consent is in force already
 * @param {string} [notice] the hash of the text that has to be accepted with it
 * @returns {Fault | null}
 */
export function fault(form, consented, notice = "") {
  if (notice && form.notice !== notice) return "notice";
  if (form.visibility === "presenter_named" && !form.consent && !form.recipients.length && !consented) return "consent";
  if (!takesAmount(form)) return null;
  return amountFault(form) ?? moreFault(form);
}

/** @param {IntentForm} form @returns {Fault | null} */
export function amountFault(form) {
  const [from, to] = [form.from, form.to].map((text) => (text.trim() ? parseMoney(text, form.currency) : undefined));
  if (from === null || to === null) return "amount";
  if (from !== undefined && to !== undefined && from > to) return "range";
  if (from === undefined && to === undefined && form.level === "soft_committed") return "missing";
  return null;
}

/**
 * The command of a form without fault. Where an intent of the kind is live it is revised at the version that was seen.
 *
 * @param {IntentForm} form
 * @param {string} project
 * @param {OwnIntentView | null} live
 * @returns {StateIntent | ReviseIntent}
 */
export function commandOf(form, project, live) {
  const terms = {
    kind: form.kind,
    level: takesAmount(form) ? form.level : /** @type {const} */ ("interested"),
    amount: amountOf(form),
    instrument: form.kind === "invest" && form.instrument ? form.instrument : null,
    decide_by: form.decide_by || null,
    visibility: form.visibility,
    aggregate: form.aggregate,
    comment: form.comment,
    consent: form.consent && form.visibility === "presenter_named",
    notice: form.notice,
    ...(takesAmount(form) && moreTerms(form)),
  };
  return live
    ? { type: "intent.revise", intent: live.intent, version: live.version, ...terms }
    : { type: "intent.state", project, ...terms, ...(form.joint && { joint: true }) };
}

/** One end alone is an exact amount. @param {IntentForm} form */
function amountOf(form) {
  const ends = [form.from, form.to].flatMap((text) => (text.trim() ? (parseMoney(text, form.currency) ?? []) : []));
  if (!takesAmount(form) || ends.length === 0) return null;
  return { minimum: Math.min(...ends), maximum: Math.max(...ends), currency: form.currency, ...(form.basis !== "total" && { basis: form.basis }) };
}

/**
 * The same wish as a talk, which may still be stated when the window is closed.
 *
 * @param {StateIntent | ReviseIntent} command
 * @param {string} project
 * @returns {StateIntent}
 */
export function asTalk(command, project) {
  const { visibility = "presenter", aggregate = true, comment = "", consent = false, notice = "" } = command;
  const joint = "joint" in command && command.joint;
  return { type: "intent.state", project, kind: "talk", visibility, aggregate, comment, consent, notice, ...(joint && { joint }) };
}
