/**
 * A UUIDv7 (RFC 9562 section 5.7): sorts by age, so an outbox stays in order. `crypto.randomUUID` is absent on plain
 * HTTP off loopback; `getRandomValues` is not.
 *
 * @param {number} now milliseconds
 * @param {Uint8Array} random 10 random bytes
 */
export function uuid7(now, random) {
  const bytes = [...Array.from({ length: 6 }, (_, place) => Math.floor(now / 256 ** (5 - place)) % 256), ...random];
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x70;
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
