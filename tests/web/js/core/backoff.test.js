import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff } from "../../../../web/static/js/core/backoff.js";

test("the bound doubles from half a second to twenty, and the wait is anywhere below it", () => {
  assert.deepEqual([1, 2, 3, 6, 7, 5000].map((failures) => backoff(failures, 1)), [500, 1000, 2000, 16000, 20000, 20000]);
  assert.equal(backoff(3, 0.25), 500);
  assert.equal(backoff(9, 0), 0);
});
