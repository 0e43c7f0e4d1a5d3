import assert from "node:assert/strict";
import { test } from "node:test";

import { uuid7 } from "../../../../web/static/js/core/uuid.js";

test("the example of RFC 9562 appendix A.6 comes out", () => {
  const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);

  assert.equal(uuid7(0x017f22e279b0, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("a later one sorts after", () => {
  const random = new Uint8Array(10);

  assert.ok(uuid7(1_800_000_000_000, random) < uuid7(1_800_000_000_001, random));
});
