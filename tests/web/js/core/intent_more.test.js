import assert from "node:assert/strict";
import test from "node:test";

import { blank, commandOf, fault, formOf } from "../../../../web/static/js/core/intent_form.js";
import { moreOf, moreTerms, NOTHING_MORE } from "../../../../web/static/js/core/intent_more.js";

/** @import { IntentForm } from "../../../../web/static/js/core/intent_form.js" */
/** @import { OwnIntentView } from "../../../../web/static/js/protocol.js" */

const empty = blank("CNY");
/** @param {Partial<IntentForm>} fields */
const filled = (fields) => ({ ...empty, ...fields });

test("who fills in nothing more says nothing more", () => {
  assert.deepEqual(moreTerms(empty), {});
});

test("everything that was said comes back into the form, and out of it again", () => {
  const form = filled({
    organisation: "Northwind", round: "seed", pricing: "cap", value: "50,000,000", discount: "20", conditions: ["trl", "price_cap", "other"],
    trl: "7", cap: "60,000,000", condition: "two references", confidence: "70", close_by: "2026-12-31", channels: ["email"],
    nda: "signed", nda_reference: "N-7", conflict: true,
  });
  const { type, project, ...said } = /** @type {any} */ (commandOf(form, "prj", null));
  const own = /** @type {OwnIntentView} */ ({ terms: said, ...said });

  assert.equal(fault(form, false), null);
  assert.deepEqual(said.valuation, { pricing: "cap", amount: { minor: 5_000_000_000, currency: "CNY" }, discount: 20 });
  assert.deepEqual(said.conditions, [{ kind: "trl", trl: 7 }, { kind: "price_cap", cap: { minor: 6_000_000_000, currency: "CNY" } }, { kind: "other" }]);
  assert.equal(said.party, "organisation");
  assert.deepEqual(moreTerms(formOf(own, "CNY")), moreTerms(form));
});

test("the round, the valuation and the price basis are an investor's alone, and a talk has none of it", () => {
  const form = filled({ round: "a", pricing: "uncapped", conditions: ["ip_title"], from: "5m", basis: "per_year" });

  assert.deepEqual(moreTerms({ ...form, kind: "license" }), { conditions: [{ kind: "ip_title" }] });
  assert.equal(commandOf({ ...form, kind: "license" }, "prj", null).amount?.basis, "per_year");
  assert.equal(commandOf({ ...form, kind: "talk" }, "prj", null).conditions, undefined);
});

test("what is wrong is named, so that its field can be shown", () => {
  /** @type {[Partial<IntentForm>, string][]} */
  const wrong = [
    [{ level: "soft_committed", from: "1m", conditions: ["ip_title"] }, "conditional"],
    [{ pricing: "cap", value: "much" }, "value"],
    [{ discount: "101" }, "discount"],
    [{ conditions: ["trl"], trl: "10" }, "trl"],
    [{ conditions: ["price_cap"] }, "cap"],
    [{ conditions: ["other"], condition: " " }, "condition"],
    [{ confidence: "-1" }, "confidence"],
  ];
  assert.deepEqual(wrong.map(([fields]) => fault(filled(fields), false)), wrong.map(([, name]) => name));
});

test("a refused command, which may say less, is read back as well", () => {
  assert.deepEqual(moreOf({ terms: {} }), NOTHING_MORE);
});
