import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { rows, saying } from "../../../../web/static/js/core/receipt.js";

/** @import { Receipt } from "../../../../web/static/js/protocol.js" */

/** @type {{ receipts: { receipt: Receipt }[] }} */
const vectors = JSON.parse(readFileSync(new URL("../../../vectors/receipts.json", import.meta.url), "utf8"));
const receipt = /** @type {Receipt} */ (vectors.receipts[0]?.receipt);

test("a receipt says what, by whom and in which words", () => {
  assert.deepEqual(saying(receipt), {
    type: "intent.stated",
    kind: "invest",
    level: "considering",
    amount: { minimum: 50000000, maximum: 100000000, currency: "CNY" },
    name: "王小明",
    organisation: "青松资本",
    comment: "Lead round 领投",
    person: "per_07",
    host: "",
  });
});

test("what the host entered for somebody is theirs, with the host named", () => {
  const body = '{"type":"intent.entered","person":"per_09"}';

  const named = saying({ ...receipt, body, private: '{"signature":{"name":"Ms Lin"},"host":{"name":"Olga"}}' });
  const bare = saying({ ...receipt, body, private: "" });

  assert.deepEqual([named.person, named.name, named.host], ["per_09", "Ms Lin", "Olga"]);
  assert.deepEqual([bare.person, bare.host], ["per_09", "per_07"]);
});

test("what a receipt does not say is empty, whatever it holds", () => {
  for (const body of ["", "null", "7", "[]", "no json", '{"type":1,"terms":"x"}', '{"terms":{"amount":{"minimum":1.5,"maximum":2,"currency":"CNY"}}}']) {
    const { type, kind, amount, name } = saying({ ...receipt, body, private: body });

    assert.deepEqual([type, kind, amount, name], ["", "", null, ""], body);
  }
});

test("everything that was signed is a row, in its order", () => {
  assert.deepEqual(rows('{"type":"x","terms":{"kind":"talk","list":[1,2],"none":null}}'), [
    ["type", "x"],
    ["terms.kind", "talk"],
    ["terms.list", "[1,2]"],
    ["terms.none", "null"],
  ]);
  assert.deepEqual(rows("words"), [["", "words"]]);
  assert.deepEqual(rows(""), []);
});
