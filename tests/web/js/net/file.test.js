import assert from "node:assert/strict";
import { test } from "node:test";

import { fetchFile } from "../../../../web/static/js/net/file.js";
import { Refused } from "../../../../web/static/js/net/read.js";

test("a file comes with the name that the server gives it, by POST where something is sent", async () => {
  /** @type {any[]} */
  const asked = [];
  /** @type {any} */
  const request = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    asked.push([url, init.method ?? "GET", init.body]);
    return new Response("a,b", { headers: { "Content-Disposition": 'attachment; filename="leads-hubspot.csv"' } });
  };

  const all = await fetchFile("/all", undefined, request);
  await fetchFile("/some", { leads: ["lea_1"] }, request);

  assert.equal(all.name, "leads-hubspot.csv");
  assert.equal(await all.content.text(), "a,b");
  assert.deepEqual(asked, [["/all", "GET", undefined], ["/some", "POST", '{"leads":["lea_1"]}']]);
});

test("a refusal is told as one", async () => {
  /** @type {any} */
  const request = async () => Response.json({ code: "too_many", title: "Too many", status: 429, detail: "" }, { status: 429 });

  await assert.rejects(fetchFile("/all", undefined, request), Refused);
});
