import assert from "node:assert/strict";
import { test } from "node:test";

import { asTalk, blank, commandOf, fault, formOf } from "../../../../web/static/js/core/intent_form.js";

/** @import { OwnIntentView } from "../../../../web/static/js/protocol.js" */

const form = blank("CNY");

/** @type {OwnIntentView} */
const own = {
  intent: "int_1", project: "prj", pitch: "pit", version: 3, comment: "hello", stated_at: "", at: "", seq: 9,
  organisation: "", condition: "", confidence: null, nda_reference: "", provenance: null, content: "", since: "",
  state: "submitted", claim_by: null, feedback: null, reason: null, inside: null,
  terms: {
    kind: "invest", level: "considering", amount: { minimum: 50_000_000, maximum: 80_000_000, currency: "USD", basis: "total" },
    instrument: "safe", decide_by: "2026-12-31", visibility: "host_only", aggregate: false, party: "person",
    round: null, valuation: null, conditions: [], close_by: null, channels: [], nda: null, notice: "", conflict: false, consortium: null,
  },
};

test("an untouched form says the least: no amount, no name, no consent", () => {
  assert.equal(fault(form, false), null);
  assert.deepEqual(commandOf(form, "prj", null), {
    type: "intent.state", project: "prj", kind: "invest", level: "interested", amount: null, instrument: null,
    decide_by: null, visibility: "presenter", aggregate: true, comment: "", consent: false, notice: "",
  });
});

test("an amount is a range, or exact where one end is given", () => {
  assert.deepEqual(commandOf({ ...form, from: "50万", to: "1,000,000" }, "prj", null).amount, {
    minimum: 50_000_000, maximum: 100_000_000, currency: "CNY",
  });
  assert.deepEqual(commandOf({ ...form, to: "3m" }, "prj", null).amount, {
    minimum: 300_000_000, maximum: 300_000_000, currency: "CNY",
  });
});

test("what is wrong is said before it is sent", () => {
  assert.equal(fault({ ...form, from: "many" }, false), "amount");
  assert.equal(fault({ ...form, from: "3", to: "2" }, false), "range");
  assert.equal(fault({ ...form, level: "soft_committed" }, false), "missing");
  assert.equal(fault({ ...form, visibility: "presenter_named" }, false), "consent");
  assert.equal(fault({ ...form, visibility: "presenter_named" }, true), null);
  assert.equal(fault({ ...form, visibility: "presenter_named", consent: true }, false), null);
});

test("a talk has neither price nor level nor instrument", () => {
  const talk = /** @type {const} */ ({ ...form, kind: "talk", from: "many", level: "soft_committed", instrument: "safe" });
  const command = commandOf(talk, "prj", null);

  assert.equal(fault(talk, false), null);
  assert.deepEqual([command.amount, command.level, command.instrument], [null, "interested", null]);
});

test("an intent on record is changed at the version that was seen", () => {
  const command = commandOf(formOf(own, "CNY"), "prj", own);

  assert.equal(command.type, "intent.revise");
  assert.deepEqual(command, {
    type: "intent.revise", intent: "int_1", version: 3, kind: "invest", level: "considering",
    amount: { minimum: 50_000_000, maximum: 80_000_000, currency: "USD" }, instrument: "safe", decide_by: "2026-12-31",
    visibility: "host_only", aggregate: false, comment: "hello", consent: false, notice: "",
  });
});

test("a consent counts only where the name is shown", () => {
  assert.equal(commandOf({ ...form, consent: true }, "prj", null).consent, false);
});

test("what came too late may be said as a talk", () => {
  const late = commandOf({ ...form, from: "5", comment: "call me", visibility: "host_only" }, "prj", null);

  assert.deepEqual(asTalk(late, "prj"), {
    type: "intent.state", project: "prj", kind: "talk", visibility: "host_only", aggregate: true, comment: "call me",
    consent: false, notice: "",
  });
});

test("a notice that has to be accepted is, before anything else is looked at", () => {
  assert.equal(fault({ ...form, from: "many" }, false, "a1"), "notice");
  assert.equal(fault({ ...form, notice: "b2" }, false, "a1"), "notice");
  assert.equal(fault({ ...form, notice: "a1" }, false, "a1"), null);
  assert.equal(commandOf({ ...form, notice: "a1" }, "prj", null).notice, "a1");
  assert.equal(asTalk(commandOf({ ...form, notice: "a1" }, "prj", null), "prj").notice, "a1");
});

test("one presenter ticked by name is enough to be shown by name", () => {
  assert.equal(fault({ ...form, visibility: "presenter_named", recipients: ["per_1"] }, false), null);
});

test("a joint intent is stated as one, and stays it however it is said again", () => {
  const form = { ...blank("CNY"), joint: true };

  const command = commandOf(form, "prj", null);

  assert.equal("joint" in command && command.joint, true);
  assert.equal("joint" in commandOf({ ...form, joint: false }, "prj", null), false);
  assert.equal(asTalk(command, "prj").joint, true);
});
