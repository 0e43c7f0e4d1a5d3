/**
 * Words of the leads workspace.
 *
 * @import { Signal } from "../../core/lead_story.js"
 * @import { Channel, Fit, LeadRow, LeadStage, LostReason } from "../../core/leads.js"
 * @import { Words } from "../../core/words.js"
 */

import { moment } from "../../core/time.js";

/** How far the work has come. @param {Words} words @returns {Record<LeadStage, string>} */
export const stages = (words) => ({
  new: words.say("New"),
  assigned: words.say("Assigned"),
  contacted: words.say("Contacted"),
  qualified: words.say("Qualified"),
  meeting: words.say("Meeting"),
  negotiating: words.say("Negotiating"),
  converted: words.say("Converted"),
  nurture: words.say("For later"),
  disqualified: words.say("Disqualified"),
  erased: words.say("Erased"),
});

/** @type {Record<LeadStage, string>} */
export const TONES = {
  new: "accent", assigned: "accent", contacted: "", qualified: "", meeting: "warn", negotiating: "warn", converted: "good", nurture: "", disqualified: "", erased: "",
};

/** Why a lead was disqualified. @param {Words} words @returns {Record<LostReason, string>} */
export const reasons = (words) => ({
  no_interest: words.say("No interest"),
  no_answer: words.say("No answer"),
  no_fit: words.say("Does not fit"),
  timing: words.say("Not now"),
  terms: words.say("Terms"),
  duplicate: words.say("Came twice"),
  test: words.say("A test"),
  other: words.say("Another reason"),
});

/** By what somebody may be contacted. @param {Words} words @returns {Record<Channel, string>} */
export const channels = (words) => ({
  mail: words.say("Mail"),
  phone: words.say("Telephone"),
  message: words.say("Message"),
});

/** In what an investor fits a project. @param {Words} words @returns {Record<Fit, string>} */
export const fits = (words) => ({
  ticket: words.say("Ticket size"),
  stage: words.say("Company stage"),
  field: words.say("Field"),
  region: words.say("Region"),
});

/** What a signal was. @param {Words} words @returns {Record<string, string>} */
export const signals = (words) => /** @type {Record<Signal, string>} */ ({
  question: words.say("Asked"),
  vote: words.say("Voted for"),
  intent: words.say("Stated an intent"),
  revision: words.say("Revised an intent"),
  withdrawal: words.say("Withdrew an intent"),
  confirmation: words.say("Confirmed an intent"),
  retraction: words.say("Retracted an intent"),
  meeting: words.say("Asked for a meeting"),
  import: words.say("Came by an import"),
  met: words.say("Met the team"),
  no_show: words.say("Did not come to a meeting"),
  download: words.say("Downloaded"),
});

/** @type {Record<string, string>} */
export const SIGNS = {
  question: "message-circle-question",
  vote: "thumbs-up",
  intent: "receipt",
  revision: "pencil",
  withdrawal: "undo-2",
  confirmation: "circle-check",
  retraction: "undo-2",
  meeting: "calendar",
  import: "upload",
  met: "users",
  no_show: "calendar",
  download: "download",
};

/** By which way an intent came in, where it was not stated on the page. @param {Words} words @returns {Record<string, string>} */
export const sources = (words) => ({
  button: "",
  qr: words.say("by QR code"),
  proxy: words.say("entered by the host"),
  import: words.say("imported"),
});

/** By the state an intent came to. @type {Record<string, string>} */
export const TURNS = {
  submitted: "receipt", seen: "eye", accepted: "check", confirmed: "circle-check", declined: "x", expired: "clock", lapsed: "clock", voided: "trash-2", withdrawn: "undo-2",
  retracted: "undo-2",
};

/** What a field of the work is called. @param {Words} words @returns {Record<string, string>} */
export const fieldsOf = (words) => ({
  stage: words.say("Progress"),
  lost_reason: words.say("Reason"),
  owner: words.say("Owner"),
  next_step: words.say("Next step"),
  due: words.say("Due"),
  tags: words.say("Tags"),
  fit: words.say("Fit"),
  do_not_contact: words.say("Do not contact"),
  channels: words.say("Channels"),
  external: words.say("Identities elsewhere"),
  merged_into: words.say("Merged into"),
  note: words.say("Note"),
});

/** Who it is, or the number they go by. @param {Words} words @param {Pick<LeadRow, "view">} row */
export function whoOf(words, { view }) {
  if (view.name) return view.name;
  return view.person ? words.say("No name") : words.say("Investor {number}", { number: view.number ?? "?" });
}

/** A date without a time, such as 28 Nov. @param {Words} words @param {string} date */
export const dayOf = (words, date) =>
  moment(`${date}T00:00:00Z`, words.locale, { month: "short", day: "numeric", timeZone: "UTC" });
