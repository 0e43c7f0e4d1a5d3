/**
 * How one command is put to the server, and what its answer means (docs/protocol.md, Commands).
 *
 * @import { Acknowledgement, Problem } from "../protocol.js"
 * @import { Entry } from "./outbox.js"
 */

/**
 * @typedef {{ kind: "recorded", acknowledgement: Acknowledgement }
 *   | { kind: "refused", problem: Problem }
 *   | { kind: "kept" }
 *   | { kind: "again", after: number }} Verdict
 */

/** The same again will do. */
const AGAIN = new Set([408, 425, 429]);

/** @param {typeof globalThis.fetch} fetch @returns {(entry: Entry) => Promise<Verdict>} */
export function poster(fetch) {
  return async (entry) => {
    try {
      return await judge(await fetch(`/api/seats/${entry.seat}/commands`, request(entry)));
    } catch {
      return { kind: "again", after: 0 };
    }
  };
}

/** @param {Entry} entry @returns {RequestInit} */
function request(entry) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": entry.key },
    body: JSON.stringify(entry.command),
    keepalive: true,
    redirect: "error",
  };
}

/** @param {Response} response @returns {Promise<Verdict>} */
async function judge(response) {
  const { status } = response;
  if (status === 200) return { kind: "recorded", acknowledgement: await response.json() };
  if (status === 401) return { kind: "kept" };
  if (status >= 500 || AGAIN.has(status)) return { kind: "again", after: seconds(response) * 1000 };
  return { kind: "refused", problem: await problem(response) };
}

/** @param {Response} response */
export const seconds = (response) => Number(response.headers.get("Retry-After")) || 0;

/** A refusal as it was sent, or as well as one can say. @param {Response} response @returns {Promise<Problem>} */
export async function problem(response) {
  try {
    return await response.json();
  } catch {
    return { status: response.status, title: response.statusText, code: "internal", detail: "" };
  }
}
