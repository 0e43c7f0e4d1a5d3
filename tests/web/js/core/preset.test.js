import assert from "node:assert/strict";
import { test } from "node:test";

import { blank } from "../../../../web/static/js/core/intent_form.js";
import { acceptedBefore, asks, consentText, fitted, noticeOf, offered, passedTo, passes, suitability } from "../../../../web/static/js/core/preset.js";

/** @import { OwnIntentView, Picture, PresetView } from "../../../../web/static/js/protocol.js" */

/** @param {Partial<PresetView>} fields @returns {Picture} */
const under = (fields) => ({
  preset: {
    preset: {
      id: "p", version: "1", title: {}, round: [], notice: null, admission: null, certification: null, consent: null,
      retention_days: null, kinds: [{ kind: "invest", fields: ["comment"] }, { kind: "pilot", fields: ["amount"] }],
      ...fields,
    },
  },
});

test("before the preset is known nothing is kept from the form", () => {
  assert.equal(asks({}, "invest", "amount"), true);
  assert.deepEqual(offered({}, ["invest", "talk"]), ["invest", "talk"]);
  assert.equal(noticeOf({}, blank("CNY")), "");
});

test("a preset says which kinds are offered and what each asks", () => {
  const picture = under({});

  assert.deepEqual(offered(picture, ["talk"]), ["invest", "pilot"]);
  assert.deepEqual([asks(picture, "invest", "amount"), asks(picture, "pilot", "amount")], [false, true]);
  assert.equal(asks(picture, "talk", "comment"), false);
});

test("what may not be asked is not sent, and what may be is left alone", () => {
  /** @type {import("../../../../web/static/js/core/intent_form.js").IntentForm} */
  const form = { ...blank("CNY"), from: "50", level: "soft_committed", instrument: "safe", comment: "why", decide_by: "2027-01-01" };

  const fit = fitted(under({}), form);

  assert.deepEqual([fit.from, fit.level, fit.instrument, fit.decide_by, fit.comment], ["", "considering", "", "", "why"]);
  assert.deepEqual(fitted({}, form), form);
});

test("a notice before amounts is due once there is one, a notice before intents at once", () => {
  const form = blank("CNY");

  assert.equal(noticeOf(under({ notice: { text: "a1", before: "amount" } }), form), "");
  assert.equal(noticeOf(under({ notice: { text: "a1", before: "amount" } }), { ...form, to: "5" }), "a1");
  assert.equal(noticeOf(under({ notice: { text: "a1", before: "intent" } }), form), "a1");
});

test("a notice is accepted before where an intent of one's own stands under it", () => {
  const own = /** @type {OwnIntentView} */ (/** @type {unknown} */ ({ intent: "int_1", seq: 1, terms: { notice: "a1" } }));
  const picture = { ...under({}), own_intent: { int_1: own } };

  assert.deepEqual([acceptedBefore(picture, "a1"), acceptedBefore(picture, "b2")], [true, false]);
});

test("a consent is for one presenter by name where there is a text, else for all of a project", () => {
  const passed = [{ recipient: "per_1", at: "", text: "c3" }];
  const picture = { ...under({ consent: "c3" }), consent: { prj: { project: "prj", passed } } };

  assert.deepEqual([consentText(picture), consentText(under({})), consentText({})], ["c3", "", ""]);
  assert.deepEqual(passedTo(picture, "prj"), passed);
  assert.deepEqual(passedTo(picture, "other"), []);
});

/** @type {PresetView["certification"]} */
const certification = { text: "d4", bases: ["income"], before: ["round"], days: 30 };

/** @param {string | null} expires_at @param {boolean} grounded */
const own = (expires_at, grounded) => ({ own_suitability: { own_suitability: { grounded, basis: "income", text: "d4", expires_at } } });

test("where nothing is asked everybody passes", () => {
  assert.deepEqual([passes({}, 0, "intent"), passes(under({}), 0, "round")], [true, true]);
});

test("a declaration holds until the moment it expires, and is asked before its gates alone", () => {
  const until = Date.parse("2026-11-24T08:00:00Z");
  const picture = { ...under({ certification }), ...own("2026-11-24T08:00:00Z", true) };

  assert.deepEqual([passes(picture, until - 1, "round"), passes(picture, until, "round"), passes(picture, until, "intent")], [true, false, true]);
  assert.deepEqual([suitability(picture, until - 1).expired, suitability(picture, until).expired], [false, true]);
  assert.equal(passes(under({ certification }), 0, "round"), false);
});

test("a ground that is asked for and not on record stops everything", () => {
  const admission = { text: "e5", grounds: ["invited"] };

  assert.equal(passes(under({ admission }), 0, "intent"), false);
  assert.equal(passes({ ...under({ admission }), ...own(null, true) }, 0, "intent"), true);
});
