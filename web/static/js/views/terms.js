/**
 * The vocabulary of intents in words, each list in the order in which it is offered.
 *
 * @import { Words } from "../core/words.js"
 * @import { Basis, Instrument, IntentKind, IntentState, Level, Rung, Visibility } from "../protocol.js"
 */

/** What an investor would do. @param {Words} words @returns {Record<IntentKind, string>} */
export const kinds = (words) => ({
  invest: words.say("Invest"),
  license: words.say("Licence"),
  license_exclusive: words.say("Exclusive licence"),
  license_sole: words.say("Sole licence"),
  buy: words.say("Buy the technology"),
  contribute_as_equity: words.say("Technology for equity"),
  joint_rd: words.say("Joint R&D"),
  commission_rd: words.say("Commission R&D"),
  pilot: words.say("Pilot"),
  purchase: words.say("Purchase"),
  consult: words.say("Consulting"),
  service: words.say("Technical service"),
  talk: words.say("Talk"),
});

/** @param {Words} words @param {IntentKind} kind */
export const kindOf = (words, kind) => kinds(words)[kind];

/** How firm it is. @param {Words} words @returns {Record<Level, string>} */
export const levels = (words) => ({
  interested: words.say("Interested"),
  considering: words.say("Considering"),
  soft_committed: words.say("Softly committed"),
});

/** How firm it is as the board counts it. @param {Words} words @returns {Record<Rung, string>} */
export const rungs = (words) => ({ ...levels(words), confirmed: words.say("Confirmed") });

/** What an amount is for, where that is not all of it. @param {Words} words @param {Basis} basis */
export const basisOf = (words, basis) => ({ total: "", per_year: words.say("a year"), per_tranche: words.say("a tranche") })[basis];

/** @param {Words} words @param {Level} level */
export const levelOf = (words, level) => levels(words)[level];

/** What an investment would be made by. @param {Words} words @returns {Record<Instrument, string>} */
export const instruments = (words) => ({
  equity: words.say("Equity"),
  safe: words.say("SAFE"),
  convertible_note: words.say("Convertible note"),
  loan: words.say("Loan"),
  grant: words.say("Grant"),
  other: words.say("Other"),
  undecided: words.say("Undecided"),
});

/** How far it has come. @param {Words} words @returns {Record<IntentState, string>} */
export const states = (words) => ({
  submitted: words.say("On record"),
  seen: words.say("Seen"),
  accepted: words.say("Accepted"),
  confirmed: words.say("Confirmed"),
  declined: words.say("Declined"),
  expired: words.say("Expired"),
  voided: words.say("Voided"),
  withdrawn: words.say("Withdrawn"),
  retracted: words.say("Retracted"),
  lapsed: words.say("Lapsed"),
});

/** @param {Words} words @param {IntentState} state */
export const stateOf = (words, state) => states(words)[state];

/** Who sees an intent, and what that means. @param {Words} words @returns {Record<Visibility, [string, string]>} */
export const visibilities = (words) => ({
  presenter: [words.say("Presenter, without my name"), words.say("They see a number instead.")],
  presenter_named: [words.say("Presenter, by name"), words.say("They may get in touch.")],
  host_only: [words.say("Organizer only"), words.say("The presenter does not learn of it.")],
});
