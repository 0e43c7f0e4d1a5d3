import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../../../web/static/js/net/read.js";
import { upload } from "../../../../web/static/js/net/upload.js";

/** What a browser's request does, by hand. */
function request() {
  /** @type {any} */
  const made = { upload: {}, headers: {}, status: 0, statusText: "", responseText: "" };
  made.open = (/** @type {string} */ method, /** @type {string} */ url) => (made.asked = [method, url]);
  made.setRequestHeader = (/** @type {string} */ name, /** @type {string} */ value) => (made.headers[name] = value);
  made.send = (/** @type {unknown} */ body) => (made.body = body);
  made.abort = () => made.onabort();
  made.answer = (/** @type {number} */ status, /** @type {string} */ text) => {
    Object.assign(made, { status, responseText: text });
    made.onload();
  };
  return made;
}

const FILE = new Blob(["%PDF-1.7"]);

test("a file goes as it is, its progress is told, and the answer is what came of it", async () => {
  const made = request();
  /** @type {number[]} */
  const shares = [];

  const { done } = upload("/materials", FILE, (share) => shares.push(share), () => made);
  made.upload.onprogress({ loaded: 2, total: 8 });
  made.upload.onprogress({ loaded: 8, total: 8 });
  made.answer(201, '{"material":"mat_1"}');

  assert.deepEqual(await done, { material: "mat_1" });
  assert.deepEqual(shares, [0.25, 1]);
  assert.deepEqual(made.asked, ["POST", "/materials"]);
  assert.equal(made.body, FILE);
  assert.equal(made.headers["Content-Type"], "application/octet-stream");
});

test("a refusal carries its code, also where a proxy wrote it", async () => {
  const [ours, theirs] = [request(), request()];

  const first = upload("/materials", FILE, () => {}, () => ours).done;
  ours.answer(422, '{"code":"material_refused","title":"No.","status":422,"detail":""}');
  const second = upload("/materials", FILE, () => {}, () => theirs).done;
  theirs.answer(502, "<html>");

  await assert.rejects(first, (error) => error instanceof Refused && error.problem.code === "material_refused");
  await assert.rejects(second, (error) => error instanceof Refused && error.problem.code === "internal");
});

test("what is cancelled, or finds no server, is no refusal", async () => {
  const [stopped, lost] = [request(), request()];

  const first = upload("/materials", FILE, () => {}, () => stopped);
  first.cancel();
  const second = upload("/materials", FILE, () => {}, () => lost);
  lost.onerror();

  await assert.rejects(first.done, (error) => !(error instanceof Refused));
  await assert.rejects(second.done, (error) => !(error instanceof Refused));
});
