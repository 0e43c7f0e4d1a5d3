/**
 * Verifies an export with the module that the browser's own page verifies receipts with.
 *
 * usage: node verify_export.mjs EXPORT
 */
import { readFileSync } from "node:fs";

import { chained, fromHex, headPart, isSigned, named, sha256, toHex, utf8 } from "../../web/static/js/core/proof.js";

const lines = readFileSync(process.argv[2], "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const header = lines.shift();
const { head: last } = lines.pop();
const heads = new Map([...header.heads, last].map((head) => [head.seq, head]));
let previous = await sha256(utf8(`roadshow.log.v1${header.roadshow}`));
hold(header.genesis === toHex(previous), "it begins elsewhere");

for (const [index, entry] of lines.entries()) {
  const place = index + 1;
  hold(entry.seq === place, `entry ${place} is not in its place`);
  previous = await chained(previous, { ...entry, roadshow: header.roadshow, digest: fromHex(entry.digest) });
  hold(entry.hash === toHex(previous), `entry ${place} was altered`);
  if (entry.private !== undefined) {
    const text = Uint8Array.of(...fromHex(entry.salt), ...utf8(entry.private));
    hold(entry.digest === toHex(await sha256(text)), `the private text of entry ${place} was altered`);
  }
  if (heads.has(place)) await holdHead(heads.get(place), entry);
}
hold(last.seq === lines.length && last.hash === toHex(previous), "it ends elsewhere");
console.log(`${header.roadshow}: ${lines.length} entries, ${lines.filter((one) => one.private !== undefined).length} private texts, ${header.heads.length} heads`);

async function holdHead(head, entry) {
  const key = await named(header.keys, head.key);
  const same = head.roadshow === header.roadshow && head.at === entry.at && head.hash === entry.hash;
  hold(same && key && (await isSigned(key, headPart(head), head.signature)), `the head at entry ${head.seq} does not hold`);
}

function hold(holds, otherwise) {
  if (holds) return;
  console.error(`broken: ${otherwise}`);
  process.exit(1);
}
