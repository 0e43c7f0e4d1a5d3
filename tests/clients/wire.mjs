// What the two Node clients have in common: a WHIP or WHEP endpoint over fetch, and lines of JSON for the test.
import { createInterface } from "node:readline";

export const [way, url, token] = process.argv.slice(2);
const authorization = `Bearer ${token}`;

export const say = (message) => console.log(JSON.stringify(message));

/** Sends the offer; the answer, with the session to end. */
export async function negotiate(offer) {
  const headers = { "content-type": "application/sdp", authorization };
  const response = await fetch(url, { method: "POST", headers, body: offer });
  const answer = await response.text();
  if (response.status !== 201) throw new Error(`${response.status} ${answer}`);
  const session = new URL(response.headers.get("location"), url);
  say({ offer, answer });
  return { answer, end: () => fetch(session, { method: "DELETE", headers: { authorization } }) };
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** The next line that the test sends, as JSON. */
export const told = async () => JSON.parse((await lines.next()).value);

/** Waits until the test closes our input. */
export async function dismissed() {
  while (!(await lines.next()).done);
}
