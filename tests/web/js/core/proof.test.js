import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fromHex, isRetired, judge, receiptIn } from "../../../../web/static/js/core/proof.js";

/** @import { PublicKey, Verdict } from "../../../../web/static/js/core/proof.js" */
/** @import { Receipt } from "../../../../web/static/js/protocol.js" */

/** @type {{ keys: { keys: PublicKey[] }, receipts: { name: string, receipt: Receipt, verdict: Verdict }[], links: { name: string, text: string, receipt: Receipt | null }[] }} */
const vectors = JSON.parse(readFileSync(new URL("../../../vectors/receipts.json", import.meta.url), "utf8"));
const { keys } = vectors.keys;
const genuine = /** @type {Receipt} */ (vectors.receipts[0]?.receipt);

for (const { name, receipt, verdict } of vectors.receipts) {
  test(`receipt: ${name}`, async () => {
    assert.equal(await judge(receipt, keys), verdict);
  });
}

for (const { name, text, receipt } of vectors.links) {
  test(`text: ${name}`, async () => {
    assert.deepEqual(await receiptIn(text), receipt);
  });
}

test("one altered character anywhere leaves nothing genuine", async () => {
  for (const [name, value] of Object.entries(genuine)) {
    const text = String(value);
    for (let at = 0; at < text.length; at++) {
      const other = text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1);
      const changed = { ...genuine, [name]: name === "seq" ? Number(other) : other };
      assert.notEqual(await judge(changed, keys), "genuine", `${name} at ${at}`);
    }
  }
});

test("a key under the name of another one is not found", async () => {
  const [old, next] = /** @type {[PublicKey, PublicKey]} */ (keys);

  assert.equal(await judge(genuine, [{ ...next, kid: old.kid }]), "unknown");
  assert.equal(await judge(genuine, [{ ...old, x: `${old.x}=` }]), "unknown");
});

test("a key that was retired at a time that is none is taken for retired", () => {
  const [old] = /** @type {[PublicKey]} */ (keys);

  assert.equal(isRetired({ ...old, until: "some day" }, genuine.at), true);
  assert.equal(isRetired({ ...old, until: "" }, genuine.at), false);
});

test("hexadecimal has one spelling", () => {
  assert.deepEqual(fromHex("00ff"), Uint8Array.of(0, 255));
  for (const text of ["0", "0F", "zz", " 00"]) assert.equal(fromHex(text), null, text);
  assert.equal(fromHex("00", 2), null);
});

test("what would grow beyond measure is no receipt", async () => {
  const bomb = new Blob([JSON.stringify({ ...genuine, body: "0".repeat(640_000) })]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const packed = Buffer.from(await new Response(bomb).arrayBuffer()).toString("base64url");

  assert.ok(packed.length < 5000);
  assert.equal(await receiptIn(`#${packed}`), null);
});
