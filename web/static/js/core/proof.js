/**
 * What a receipt proves, as server/domain/proof.py says it: both are tested with tests/vectors/receipts.json.
 *
 * @import { Receipt } from "../protocol.js"
 */

/** @typedef {"malformed" | "altered" | "private" | "unknown" | "forged" | "late" | "genuine"} Verdict */

/** A key as `/.well-known/jwks.json` has it. @typedef {{ kty: string, crv: string, kid: string, x: string, since?: string, until?: string }} PublicKey */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const LIMIT = 64 * 1024;
const LEEWAY = 60_000;
const LINK = /^(?:https?:\/\/\S*)?#([\w-]+)$/;
const TEXTS = /** @type {const} */ (["roadshow", "at", "by", "body", "digest", "previous", "hash", "key", "signature"]);

/** This browser, or a page that came without HTTPS, has no Ed25519. */
export class Unable extends Error {}

/** The receipt in a file, as JSON or as the link of its QR code; null where there is none. @param {string} text @returns {Promise<Receipt | null>} */
export async function receiptIn(text) {
  if (text.length > LIMIT) return null;
  const packed = LINK.exec(text.trim())?.[1];
  return parsed(packed === undefined ? text : await inflated(packed));
}

/** @param {Receipt} receipt @param {readonly PublicKey[]} keys @returns {Promise<Verdict>} */
export async function judge(receipt, keys) {
  const previous = fromHex(receipt.previous, 32);
  const digest = fromHex(receipt.digest, receipt.digest ? 32 : 0);
  const hash = fromHex(receipt.hash, 32);
  const salt = fromHex(receipt.salt ?? "");
  if (!previous || !digest || !hash || !salt || !isPlace(receipt.seq)) return "malformed";
  const { roadshow, seq, at, by, body } = receipt;
  if (toHex(await chained(previous, { roadshow, seq, at, by, body, digest })) !== receipt.hash) return "altered";
  if (!(await isOwnText(receipt, salt))) return "private";
  return signed(receipt, hash, keys);
}

/**
 * The hash of an entry behind another one.
 *
 * @param {Bytes} previous
 * @param {{ roadshow: string, seq: number, at: string, by: string, body: string, digest: Bytes }} entry
 */
export async function chained(previous, { roadshow, seq, at, by, body, digest }) {
  return sha256(framed(previous, utf8(roadshow), eight(seq), utf8(at), utf8(by), utf8(body), digest));
}

/** The bytes a head's signature is over. @param {{ roadshow: string, seq: number, at: string, hash: string }} head */
export function headPart({ roadshow, seq, at, hash }) {
  return joined(utf8("roadshow.head.v1"), framed(utf8(roadshow), eight(seq), utf8(at), fromHex(hash) ?? utf8("")));
}

/** Whether a key signed the content. @param {PublicKey} key @param {Bytes} content @param {string} signature in base64 */
export async function isSigned(key, content, signature) {
  const [raw, given] = [fromBase64(urlBase64(key.x)), fromBase64(signature)];
  if (!raw || raw.length !== 32 || !given) return false;
  const { subtle } = crypto;
  try {
    return await subtle.verify("Ed25519", await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]), given, content);
  } catch (error) {
    throw new Unable(String(error));
  }
}

/** The key of this name, if its name is its own. @param {readonly PublicKey[]} keys @param {string} kid */
export async function named(keys, kid) {
  for (const key of keys) {
    const raw = fromBase64(urlBase64(key.x));
    if (key.kid === kid && raw && toHex(await sha256(raw)).slice(0, 16) === kid) return key;
  }
  return null;
}

/** Whether what is of this time is too late to be signed by a key. @param {PublicKey} key @param {string} at */
export function isRetired(key, at) {
  return Boolean(key.until) && !(Date.parse(at) <= Date.parse(key.until ?? "") + LEEWAY);
}

/** @param {Bytes} bytes @returns {Promise<Bytes>} */
export async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) throw new Unable("no WebCrypto");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** @param {string} text @returns {Bytes} */
export const utf8 = (text) => new Uint8Array(new TextEncoder().encode(text));

/** @param {Uint8Array} bytes */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What small hexadecimal digits say; null where they say nothing, or not that many bytes. @param {string} text @param {number} [length] @returns {Bytes | null} */
export function fromHex(text, length = text.length / 2) {
  if (!/^(?:[\da-f]{2})*$/.test(text) || text.length !== 2 * length) return null;
  return Uint8Array.from({ length }, (_, place) => parseInt(text.slice(2 * place, 2 * place + 2), 16));
}

/** @param {Receipt} receipt @param {Bytes} hash @param {readonly PublicKey[]} keys @returns {Promise<Verdict>} */
async function signed(receipt, hash, keys) {
  const key = await named(keys, receipt.key);
  if (!key) return "unknown";
  if (!(await isSigned(key, joined(utf8("roadshow.receipt.v1"), hash), receipt.signature))) return "forged";
  return isRetired(key, receipt.at) ? "late" : "genuine";
}

/** @param {Receipt} receipt @param {Bytes} salt */
async function isOwnText(receipt, salt) {
  if (!receipt.private && !receipt.salt) return true;
  return toHex(await sha256(joined(salt, utf8(receipt.private ?? "")))) === receipt.digest;
}

/** @param {string} text @returns {Receipt | null} */
function parsed(text) {
  try {
    const found = JSON.parse(text);
    const whole = TEXTS.every((name) => typeof found[name] === "string") && Number.isInteger(found.seq);
    const words = [found.salt ?? "", found.private ?? ""].every((one) => typeof one === "string");
    return whole && words ? found : null;
  } catch {
    return null;
  }
}

/** @param {string} packed */
async function inflated(packed) {
  const raw = fromBase64(urlBase64(packed));
  if (!raw) return "";
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await upTo(LIMIT, stream));
  } catch {
    return "";
  }
}

/** All of a stream; an error where it is longer. @param {number} limit @param {ReadableStream<Uint8Array>} stream */
async function upTo(limit, stream) {
  const parts = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return joined(...parts);
    parts.push(value);
    if ((length += value.length) > limit) throw new RangeError("too long");
  }
}

/** @param {number} seq */
const isPlace = (seq) => Number.isSafeInteger(seq) && seq >= 0;

/** @param {number} seq @returns {Bytes} */
function eight(seq) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seq));
  return bytes;
}

/** Parts one after another, each behind its length in 4 bytes. @param {Bytes[]} parts */
function framed(...parts) {
  return joined(...parts.flatMap((part) => [eight(part.length).subarray(4), part]));
}

/** @param {Uint8Array[]} parts @returns {Bytes} */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {string} text */
const urlBase64 = (text) => (text.includes("=") ? "" : text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4));

/** The bytes of base64 in its one spelling; null for any other. @param {string} text @returns {Bytes | null} */
function fromBase64(text) {
  try {
    const raw = atob(text);
    return btoa(raw) === text ? Uint8Array.from(raw, (char) => char.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}
