/**
 * What the preset of a roadshow lets a form ask, and the notice that has to be accepted with it.
 *
 * @import { IntentForm } from "./intent_form.js"
 * @import { Asked, Gate, IntentKind, Picture, PresetView } from "../protocol.js"
 */
import { all, ownIntents } from "./selectors.js";

/** @param {Picture} picture @returns {PresetView | null} */
export const preset = (picture) => all(picture, "preset").preset ?? null;

/** The kinds that may be stated, in order; all of them before anything is known. @param {Picture} picture @param {readonly IntentKind[]} every */
export function offered(picture, every) {
  return preset(picture)?.kinds.map(({ kind }) => kind) ?? every;
}

/** Whether the form of a kind may ask for a field. @param {Picture} picture @param {IntentKind} kind @param {Asked} field */
export function asks(picture, kind, field) {
  const known = preset(picture);
  return !known || !!known.kinds.find((one) => one.kind === kind)?.fields.includes(field);
}

/** The same form without what may not be asked. @param {Picture} picture @param {IntentForm} form @returns {IntentForm} */
export function fitted(picture, form) {
  const ask = (/** @type {Asked} */ field) => asks(picture, form.kind, field);
  return {
    ...form,
    ...(ask("amount") ? {} : { from: "", to: "", level: form.level === "soft_committed" ? "considering" : form.level }),
    ...(ask("instrument") ? {} : { instrument: "" }),
    ...(ask("round") ? {} : { round: "" }),
    ...(ask("valuation") ? {} : { pricing: "" }),
    ...(ask("conditions") ? {} : { conditions: [] }),
    ...(ask("confidence") ? {} : { confidence: "" }),
    ...(ask("decide_by") ? {} : { decide_by: "" }),
    ...(ask("close_by") ? {} : { close_by: "" }),
    ...(ask("channels") ? {} : { channels: [] }),
    ...(ask("nda") ? {} : { nda: "" }),
    ...(ask("comment") ? {} : { comment: "" }),
  };
}

/** The text under which each presenter needs a consent of their own; without one, one consent is for all. @param {Picture} picture */
export const consentText = (picture) => preset(picture)?.consent ?? "";

/** To whom of a project the viewer's name is passed on. @param {Picture} picture @param {string} project */
export const passedTo = (picture, project) => all(picture, "consent")[project]?.passed ?? [];

/**
 * How the viewer stands with what the preset asks of investors: a ground the organizer records, and a declaration of
 * their own until a time in milliseconds.
 *
 * @param {Picture} picture
 * @param {number} now
 */
export function suitability(picture, now) {
  const { admission = null, certification = null } = preset(picture) ?? {};
  const own = all(picture, "own_suitability").own_suitability;
  const until = own?.expires_at ? Date.parse(own.expires_at) : 0;
  return {
    grounded: !admission || !!own?.grounded,
    certified: !certification || until > now,
    expired: !!certification && until > 0 && until <= now,
    until,
    basis: own?.basis ?? null,
  };
}

/** Whether the viewer may pass a gate. @param {Picture} picture @param {number} now @param {Gate} gate */
export function passes(picture, now, gate) {
  const { grounded, certified } = suitability(picture, now);
  return grounded && (certified || !preset(picture)?.certification?.before.includes(gate));
}

/** The hash of the notice that this form has to accept, if any. @param {Picture} picture @param {IntentForm} form */
export function noticeOf(picture, form) {
  const notice = preset(picture)?.notice;
  if (!notice) return "";
  const amount = !!(form.from.trim() || form.to.trim());
  return notice.before === "intent" || amount ? notice.text : "";
}

/** Whether the viewer has stated an intent under this text before. @param {Picture} picture @param {string} hash */
export const acceptedBefore = (picture, hash) => ownIntents(picture).some((own) => own.terms.notice === hash);
