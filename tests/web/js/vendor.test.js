import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../../", import.meta.url);

/** @type {{ modules: { package: string, specifier: string, source: string, file: string }[] }} */
const manifest = JSON.parse(readFileSync(new URL("web/static/vendor/vendor.json", root), "utf8"));

for (const { package: name, specifier, source, file } of manifest.modules) {
  test(`${specifier}: pages load the very bytes that types and tests are checked against`, () => {
    const shipped = readFileSync(new URL(`web/static/${file}`, root));
    const developed = readFileSync(new URL(`node_modules/${name}/${source}`, root));

    assert.ok(shipped.equals(developed));
  });
}

test("the vendored modules render together", async () => {
  const { h } = await import("preact");
  const { default: htm } = await import("htm");
  const { signal } = await import("@preact/signals-core");

  const html = htm.bind(h);
  const count = signal(1);
  count.value += 1;
  const node = html`<p class="count">${count.value}</p>`;

  assert.ok(!Array.isArray(node));
  assert.equal(node.type, "p");
});
