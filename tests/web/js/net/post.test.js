import assert from "node:assert/strict";
import { test } from "node:test";

import { poster } from "../../../../web/static/js/net/post.js";

/** @type {import("../../../../web/static/js/net/outbox.js").Entry} */
const entry = { key: "key-12345678", seat: "sea_1", command: { type: "question.ask", text: "how" }, at: 0 };

/** @param {number} status @param {unknown} [body] @param {Record<string, string>} [headers] */
const answering = (status, body, headers = {}) =>
  poster(async () => new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));

test("a command is posted to its seat with its key, and may outlive the page", async () => {
  /** @type {any[]} */
  const calls = [];
  await poster(async (/** @type {any[]} */ ...call) => {
    calls.push(call);
    return new Response("{}", { status: 200 });
  })(entry);

  const [url, init] = calls[0];
  assert.equal(url, "/api/seats/sea_1/commands");
  assert.equal(init.method, "POST");
  assert.equal(init.headers["Idempotency-Key"], "key-12345678");
  assert.equal(init.body, '{"type":"question.ask","text":"how"}');
  assert.equal(init.keepalive, true);
});

test("200 is on record, and only 200", async () => {
  assert.deepEqual(await answering(200, { seq: 3 })(entry), { kind: "recorded", acknowledgement: { seq: 3 } });
  assert.notEqual((await answering(202, {})(entry)).kind, "recorded");
});

test("an acknowledgement that breaks off is none", async () => {
  const broken = poster(async () => new Response('{"seq": 3', { status: 200 }));

  assert.deepEqual(await broken(entry), { kind: "again", after: 0 });
});

test("no network, a busy or a broken server mean again", async () => {
  const offline = poster(async () => {
    throw new TypeError("offline");
  });

  assert.deepEqual(await offline(entry), { kind: "again", after: 0 });
  assert.deepEqual(await answering(503, {}, { "Retry-After": "2" })(entry), { kind: "again", after: 2000 });
  for (const status of [429, 500, 502, 504]) assert.equal((await answering(status)(entry)).kind, "again");
});

test("signed out keeps; any other refusal is final and says why", async () => {
  const problem = { status: 409, title: "Too late", code: "window_closed", detail: "" };

  assert.deepEqual(await answering(401, {})(entry), { kind: "kept" });
  assert.deepEqual(await answering(409, problem)(entry), { kind: "refused", problem });
  assert.equal((await answering(413)(entry)).kind, "refused");
});
