import assert from "node:assert/strict";
import { test } from "node:test";

import { consentOf, fileUrl } from "../../../../web/static/js/core/export.js";

/** @param {string} person @param {boolean} consented @param {boolean} [barred] @returns {any} */
const row = (person, consented, barred = false) => ({ lead: `lea_${person}`, consented, do_not_contact: barred, view: { person, name: person } });

test("a file's address names the CRM and the missing mark only where they mean something", () => {
  const choice = /** @type {const} */ ({ which: "all", format: "csv", preset: "hubspot", mark: false });

  assert.equal(fileUrl("sea_1", choice), "/api/seats/sea_1/leads.csv?preset=hubspot&bom=0");
  assert.equal(fileUrl("sea_1", { ...choice, format: "xlsx" }), "/api/seats/sea_1/leads.xlsx?preset=hubspot");
  assert.equal(fileUrl("sea_1", { ...choice, format: "vcf" }), "/api/seats/sea_1/leads.vcf");
  assert.equal(fileUrl("sea_1", { ...choice, preset: "", mark: true }), "/api/seats/sea_1/leads.csv");
});

test("a card is for who agreed and is not barred by any lead, even one that is not taken", () => {
  const [ann, bo, cy] = [row("ann", true), row("bo", false), row("cy", true)];
  const barring = row("cy", false, true);

  assert.deepEqual(consentOf([ann, bo, cy], [ann, bo, cy, barring]), { leads: 3, agreed: 2, barred: 0, cards: 1 });
  assert.deepEqual(consentOf([barring], [barring]), { leads: 1, agreed: 0, barred: 1, cards: 0 });
});

test("a lead that is a number to the reader gets no card", () => {
  const hidden = { ...row("x", true), view: { person: null, name: null } };

  assert.equal(consentOf([hidden], [hidden]).cards, 0);
});
