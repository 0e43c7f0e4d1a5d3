/** What is read from, and written into, session descriptions and the headers that come with them. */

/**
 * An offer that asks for lost sound to be sent again, which browsers do by themselves for pictures only.
 *
 * @param {string} sdp
 */
export function soundRepaired(sdp) {
  const opus = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/im.exec(sdp);
  if (!opus || new RegExp(`^a=rtcp-fb:${opus[1]} nack\\r?$`, "m").test(sdp)) return sdp;
  return sdp.replace(opus[0], `${opus[0].trimEnd()}\r\na=rtcp-fb:${opus[1]} nack${opus[0].endsWith("\r") ? "\r" : ""}`);
}

const CREDENTIAL = /^a=ice-(?:ufrag|pwd):.*$/;
const OF_ICE = /^a=(?:ice-ufrag|ice-pwd|candidate|end-of-candidates)\b/;

/** @param {string} sdp */
const linesOf = (sdp) => sdp.split(/\r?\n/).filter(Boolean);

/** @param {string[]} lines */
const joined = (lines) => lines.map((line) => `${line}\r\n`).join("");

/** The fragment (RFC 8840) that says which new credentials an offer has. @param {string} offer */
export function restartFragment(offer) {
  const lines = linesOf(offer);
  const credentials = [/^a=ice-ufrag:/, /^a=ice-pwd:/].map((name) => lines.find((line) => name.test(line)) ?? "");
  const media = lines.find((line) => line.startsWith("m=")) ?? "";
  const mid = lines.find((line) => line.startsWith("a=mid:")) ?? "";
  return joined([...credentials, media, mid]);
}

/**
 * The answer that an answer becomes by the fragment of an ICE restart.
 *
 * @param {string} answer
 * @param {string} fragment
 */
export function restarted(answer, fragment) {
  const fresh = linesOf(fragment);
  const credentials = [...new Set(fresh.filter((line) => CREDENTIAL.test(line)))].slice(0, 2);
  const candidates = [...new Set(fresh.filter((line) => line.startsWith("a=candidate:")))];
  const [head = [], ...sections] = sectionsOf(linesOf(answer));
  const media = sections.map((lines) => [...lines.filter((line) => !OF_ICE.test(line)), ...credentials, ...candidates, "a=end-of-candidates"]);
  return joined([...head.filter((line) => !OF_ICE.test(line)), ...media.flat()]);
}

/** @param {string[]} lines @returns {string[][]} */
function sectionsOf(lines) {
  /** @type {string[][]} */
  const sections = [[]];
  for (const line of lines) {
    if (line.startsWith("m=")) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

/** One link of a Link header (RFC 8288). @typedef {{ target: string, parameters: Record<string, string> }} Link */

/** @param {string} header @returns {Link[]} */
function linksOf(header) {
  return [...header.matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))*)/g)].map(([, target = "", rest = ""]) => ({
    target,
    parameters: Object.fromEntries(
      [...rest.matchAll(/([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))/g)].map(([, name = "", quoted, plain]) => [
        name.toLowerCase(),
        quoted === undefined ? (plain ?? "") : quoted.replaceAll(/\\(.)/g, "$1"),
      ]),
    ),
  }));
}

/** Where a relation leads to, or null. @param {string} header @param {string} relation */
export const linkTo = (header, relation) => linksOf(header).find((link) => link.parameters.rel === relation)?.target ?? null;

/** The STUN and TURN servers that a server names (RFC 9725 section 4.6). @param {string} header @returns {RTCIceServer[]} */
export function iceServers(header) {
  const named = linksOf(header).filter((link) => link.parameters.rel === "ice-server");
  return named.map(({ target, parameters: { username, credential } }) =>
    username !== undefined && credential !== undefined ? { urls: target, username, credential } : { urls: target },
  );
}
