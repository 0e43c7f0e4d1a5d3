import assert from "node:assert/strict";
import { test } from "node:test";

import { asker } from "../../../../web/static/js/net/why.js";

/** @param {Response | Error} answer */
function asked(answer) {
  /** @type {string[]} */
  const addresses = [];
  const ask = asker(async (address) => {
    addresses.push(String(address));
    if (answer instanceof Error) throw answer;
    return answer;
  }, "sea_1");
  return { ask, addresses };
}

/** @param {number} status @param {string} code */
const refusal = (status, code) => Response.json({ status, title: "", code, detail: "" }, { status, headers: { "Retry-After": "15" } });

test("a server without room says so, and when to come again", async () => {
  const { ask, addresses } = asked(refusal(503, "house_full"));

  assert.deepEqual(await ask(), { code: "house_full", after: 15 });
  assert.deepEqual(addresses, ["/ws/sea_1"]);
  assert.deepEqual(await asked(refusal(429, "address_full")).ask(), { code: "address_full", after: 15 });
});

test("who is not there, or has room, or knows nothing of it, says nothing", async () => {
  const others = [new TypeError("failed"), new Response(null, { status: 204 }), new Response("", { status: 502 }), refusal(401, "signed_out")];

  for (const other of others) assert.equal(await asked(other).ask(), null);
});
