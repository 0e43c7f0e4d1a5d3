import assert from "node:assert/strict";
import { test } from "node:test";

import { memoryShelf, openShelf } from "../../../../web/static/js/net/shelf.js";

/** @param {string} key @param {string} [seat] */
const entry = (key, seat = "sea_1") => ({ key, seat, command: /** @type {const} */ ({ type: "roadshow.start" }), at: 0 });

test("entries come back by seat, oldest first", async () => {
  const shelf = memoryShelf();
  for (const one of [entry("b"), entry("c", "sea_2"), entry("a")]) await shelf.put(one);

  assert.deepEqual((await shelf.of("sea_1")).map((one) => one.key), ["a", "b"]);
  await shelf.remove("a");
  assert.deepEqual((await shelf.of("sea_1")).map((one) => one.key), ["b"]);
});

test("what all seats left is counted, and cleared", async () => {
  const shelf = memoryShelf();
  for (const one of [entry("a"), entry("b", "sea_2")]) await shelf.put(one);

  assert.equal(await shelf.count(), 2);
  await shelf.clear();
  assert.equal(await shelf.count(), 0);
});

test("a browser without a database gives a shelf that says it does not last", async () => {
  const refusing = /** @type {any} */ ({
    open() {
      throw new Error("not in private windows");
    },
  });

  const shelf = await openShelf(refusing);

  assert.equal(shelf.durable, false);
});

test("a database that the browser has closed is opened again", async () => {
  let opened = 0;
  const factory = /** @type {any} */ ({
    open() {
      const closed = opened++ === 0;
      return answered({ close() {}, transaction: () => (closed ? fail() : { objectStore: () => ({ count: () => answered(7) }) }) });
    },
  });

  const shelf = await openShelf(factory);

  assert.equal(await shelf.count(), 7);
  assert.equal(await shelf.count(), 7);
  assert.equal(opened, 2);
});

/** A request as a browser answers it: later. @param {unknown} result */
function answered(result) {
  const request = /** @type {any} */ ({ result });
  queueMicrotask(() => request.onsuccess());
  return request;
}

/** What a browser says of a transaction on a database that it has closed. @returns {never} */
function fail() {
  throw new DOMException("The database connection is closing.", "InvalidStateError");
}
