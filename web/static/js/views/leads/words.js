/**
 * Words of the leads workspace.
 *
 * @import { LeadSheet, LeadStage, Signal } from "../../core/leads.js"
 * @import { Words } from "../../core/words.js"
 */

import { moment } from "../../core/time.js";

/** How far the work has come. @param {Words} words @returns {Record<LeadStage, string>} */
export const stages = (words) => ({
  new: words.say("New"),
  contacted: words.say("Contacted"),
  meeting: words.say("Meeting"),
  negotiating: words.say("Negotiating"),
  agreed: words.say("Agreed"),
  declined: words.say("Declined"),
});

/** @type {Record<LeadStage, string>} */
export const TONES = { new: "accent", contacted: "", meeting: "", negotiating: "warn", agreed: "good", declined: "" };

/** What a signal was. @param {Words} words @returns {Record<Signal, string>} */
export const signals = (words) => ({
  question: words.say("Asked"),
  vote: words.say("Voted for"),
  intent: words.say("Stated an intent"),
  revision: words.say("Revised an intent"),
  withdrawal: words.say("Withdrew an intent"),
  confirmation: words.say("Confirmed an intent"),
  retraction: words.say("Retracted an intent"),
});

/** @type {Record<Signal, string>} */
export const SIGNS = {
  question: "message-circle-question",
  vote: "thumbs-up",
  intent: "receipt",
  revision: "pencil",
  withdrawal: "undo-2",
  confirmation: "circle-check",
  retraction: "undo-2",
};

/** Who it is, or the number they go by. @param {Words} words @param {LeadSheet} sheet */
export function whoOf(words, { view }) {
  if (view.name) return view.name;
  return view.person ? words.say("No name") : words.say("Investor {number}", { number: view.number ?? "?" });
}

/** A date without a time, such as 28 Nov. @param {Words} words @param {string} date */
export const dayOf = (words, date) =>
  moment(`${date}T00:00:00Z`, words.locale, { month: "short", day: "numeric", timeZone: "UTC" });
