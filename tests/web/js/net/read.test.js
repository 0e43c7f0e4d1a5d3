import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, patch, read, send } from "../../../../web/static/js/net/read.js";

/** @param {number} status @param {unknown} body */
function server(status, body) {
  /** @type {[string, RequestInit | undefined][]} */
  const asked = [];
  const fetching = /** @type {typeof fetch} */ (
    async (url, init) => {
      asked.push([String(url), init]);
      return new Response(JSON.stringify(body), { status });
    }
  );
  return { asked, fetching };
}

test("what is read is what the server told", async () => {
  const { fetching } = server(200, [{ lead: "lea_1" }]);

  assert.deepEqual(await read("/leads", fetching), [{ lead: "lea_1" }]);
});

test("a change is sent as JSON", async () => {
  const { asked, fetching } = server(200, {});

  await patch("/leads/lea_1", { version: 2 }, fetching);

  assert.equal(asked[0]?.[1]?.method, "PATCH");
  assert.equal(asked[0]?.[1]?.body, '{"version":2}');
});

test("a refusal carries its code", async () => {
  const { fetching } = server(409, { status: 409, title: "Changed.", code: "version_stale", detail: "" });

  await assert.rejects(patch("/leads/lea_1", {}, fetching), (error) => error instanceof Refused && error.problem.code === "version_stale");
});

test("what has no body is sent without one", async () => {
  const { asked, fetching } = server(200, {});

  await send("DELETE", "/leads/lea_1/merge?version=1", undefined, fetching);

  assert.deepEqual(asked[0]?.[1], { method: "DELETE" });
});
