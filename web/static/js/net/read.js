/**
 * What is asked for rather than told: plain requests of the API, with refusals as errors that carry their code.
 *
 * @import { Problem } from "../protocol.js"
 */
import { problem } from "./post.js";

/** A refusal of the API. */
export class Refused extends Error {
  /** @param {Problem} refusal */
  constructor(refusal) {
    super(refusal.title);
    this.problem = refusal;
  }
}

/** @param {string} url @param {typeof fetch} request @returns {Promise<any>} */
export async function read(url, request) {
  return told(await request(url, { headers: { Accept: "application/json" } }));
}

/** @param {string} url @param {unknown} change @param {typeof fetch} request @returns {Promise<any>} */
export const patch = (url, change, request) => send("PATCH", url, change, request);

/** @param {"POST" | "PATCH" | "DELETE"} method @param {string} url @param {unknown} body nothing where there is none @param {typeof fetch} request @returns {Promise<any>} */
export async function send(method, url, body, request) {
  const content = body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return told(await request(url, { method, ...content }));
}

/** @param {Response} response */
async function told(response) {
  if (!response.ok) throw new Refused(await problem(response));
  return response.json();
}
