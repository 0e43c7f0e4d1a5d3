/**
 * The vocabulary of intents in words, each list in the order in which it is offered.
 *
 * @import { Words } from "../core/words.js"
 * @import { Basis, Channel, ConditionKind, Feedback, Instrument, IntentKind, IntentState, Level, Nda, Pricing, Round, Rung, Visibility } from "../protocol.js"
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

/** Why a presenter says no. @param {Words} words @returns {Record<Feedback, string>} */
export const feedbacks = (words) => ({
  too_early: words.say("Too early for us"),
  benefit_unclear: words.say("The benefit is unclear"),
  route_unclear: words.say("The route to market is unclear"),
  description_unclear: words.say("It is unclear what is meant"),
  scientific: words.say("Scientific reasons"),
  out_of_scope: words.say("Outside what we look for"),
  terms_unsuitable: words.say("The terms do not suit"),
  other: words.say("Another reason"),
});

/** The raise it would be part of. @param {Words} words @returns {Record<Round, string>} */
export const rounds = (words) => ({
  angel: words.say("Angel round"),
  pre_seed: words.say("Pre-seed"),
  seed: words.say("Seed"),
  pre_a: words.say("Pre-A"),
  a: words.say("Series A"),
  b: words.say("Series B"),
  c: words.say("Series C"),
  later: words.say("Later"),
  bridge: words.say("Bridge"),
  strategic: words.say("Strategic"),
});

/** What an amount is for. @param {Words} words @returns {Record<Basis, string>} */
export const bases = (words) => ({
  total: words.say("in total"),
  per_year: words.say("a year"),
  per_tranche: words.say("a tranche"),
});

/** What an amount is for, where that is not all of it. @param {Words} words @param {Basis | undefined} basis */
export const basisOf = (words, basis) => (basis && basis !== "total" ? bases(words)[basis] : "");

/** How a company would be valued. @param {Words} words @returns {Record<Pricing, string>} */
export const pricings = (words) => ({
  pre_money: words.say("Pre-money"),
  cap: words.say("Cap"),
  uncapped: words.say("Uncapped"),
});

/** What must be so first. @param {Words} words @returns {Record<ConditionKind, string>} */
export const conditions = (words) => ({
  due_diligence: words.say("Due diligence"),
  lead_investor: words.say("A lead investor is there"),
  ip_title: words.say("Title to the IP is verified"),
  trl: words.say("A technology readiness level is reached"),
  board_approval: words.say("Our board approves"),
  price_cap: words.say("The price stays below a cap"),
  other: words.say("Something else"),
});

/** How an investor may be contacted. @param {Words} words @returns {Record<Channel, string>} */
export const channels = (words) => ({
  phone: words.say("Phone"),
  email: words.say("E-mail"),
  messenger: words.say("Messenger"),
  post: words.say("Post"),
});

/** @param {Words} words @returns {Record<Nda, string>} */
export const ndas = (words) => ({
  none: words.say("No NDA needed"),
  wanted: words.say("An NDA first"),
  signed: words.say("An NDA is signed"),
});

/** Who sees an intent, and what that means. @param {Words} words @returns {Record<Visibility, [string, string]>} */
export const visibilities = (words) => ({
  presenter: [words.say("Presenter, without my name"), words.say("They see a number instead.")],
  presenter_named: [words.say("Presenter, by name"), words.say("They may get in touch.")],
  consortium: [words.say("My consortium only"), words.say("Its members and the organizer see it, the presenter does not.")],
  host_only: [words.say("Organizer only"), words.say("The presenter does not learn of it.")],
});
