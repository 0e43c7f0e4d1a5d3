/** Files that the server writes when they are asked for. */
import { problem } from "./post.js";
import { Refused } from "./read.js";

/**
 * Fetch a file; by POST where something is sent with it.
 *
 * @param {string} url @param {unknown} body nothing where there is none @param {typeof fetch} request
 * @returns {Promise<{ name: string, content: Blob }>}
 */
export async function fetchFile(url, body, request) {
  const sent = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await request(url, sent);
  if (!response.ok) throw new Refused(await problem(response));
  return { name: nameOf(response.headers.get("Content-Disposition")), content: await response.blob() };
}

/** @param {string | null} disposition */
const nameOf = (disposition) => disposition?.match(/filename="([^"]+)"/)?.[1] ?? "file";

/** Have the browser keep a file where it keeps what is downloaded. @param {{ name: string, content: Blob }} file */
export function keep({ name, content }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // A download that has begun holds the content itself.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
