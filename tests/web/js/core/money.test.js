import assert from "node:assert/strict";
import { test } from "node:test";

import { editable, exponent, money, parseMoney, quickAmounts, range } from "../../../../web/static/js/core/money.js";

/** @type {[text: string, currency: string, minor: number | null][]} */
const WRITTEN = [
  ["500,000", "CNY", 50_000_000],
  ["500，000", "CNY", 50_000_000],
  ["50万", "CNY", 50_000_000],
  ["５０万元", "CNY", 50_000_000],
  ["1.5亿", "CNY", 15_000_000_000],
  ["三", "CNY", null],
  ["2千万", "CNY", 2_000_000_000],
  ["1.2m", "USD", 120_000_000],
  ["$1.1M", "USD", 110_000_000],
  ["1.1 million", "USD", 110_000_000],
  ["250k", "USD", 25_000_000],
  ["￥3 000", "CNY", 300_000],
  ["RMB 120.5", "CNY", 12_050],
  ["120.50", "USD", 12_050],
  ["0.001", "USD", null],
  ["5000", "JPY", 5000],
  ["1.5", "JPY", null],
  ["1.5万", "JPY", 15_000],
  ["-5", "USD", null],
  ["", "USD", null],
  ["5 apples", "USD", null],
  ["99999999999亿", "CNY", null],
  ["5 constructor", "USD", null],
];

for (const [text, currency, minor] of WRITTEN) {
  test(`"${text}" in ${currency} is ${minor}`, () => {
    assert.equal(parseMoney(text, currency), minor);
  });
}

test("decimals follow the currency", () => {
  assert.deepEqual(["CNY", "USD", "JPY", "KWD"].map(exponent), [2, 2, 0, 3]);
});

test("an amount is written as the reader writes it", () => {
  assert.equal(money(50_000_000, "CNY", "zh-CN"), "¥500,000");
  assert.equal(money(50_000_000, "CNY", "zh-CN", { short: true }), "¥50万");
  assert.equal(money(120_000_000, "USD", "en", { short: true }), "$1.2M");
  assert.equal(money(12_050, "USD", "en"), "$120.5");
  assert.equal(money(5000, "JPY", "en"), "¥5,000");
});

test("a range of one is one", () => {
  assert.equal(range({ minimum: 100, maximum: 100, currency: "USD" }, "en"), "$1");
  assert.equal(range({ minimum: 100, maximum: 300, currency: "USD" }, "en"), "$1 – $3");
});

test("what is given for editing is read back as the same amount", () => {
  for (const [minor, currency] of /** @type {[number, string][]} */ ([[12_050, "USD"], [300_000, "CNY"], [7, "JPY"]])) {
    assert.equal(parseMoney(editable(minor, currency), currency), minor);
  }
});

test("quick amounts are in minor units", () => {
  assert.equal(quickAmounts("CNY")[0], 50_000_000);
  assert.equal(quickAmounts("JPY")[0], 10_000_000);
  assert.equal(quickAmounts("USD")[0], 5_000_000);
});
