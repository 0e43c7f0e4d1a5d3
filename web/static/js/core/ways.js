/** The ways by which media may come through a network, and what a trial of each says of it. */

/** Straight by UDP, by TCP, or through a TURN server. @typedef {"udp" | "tcp" | "relay"} Way */

/** `absent` is a way that the server does not offer. @typedef {"waiting" | "trying" | "works" | "blocked" | "absent"} Outcome */

/** @type {readonly Way[]} */
export const WAYS = ["udp", "tcp", "relay"];

const CANDIDATE = /^a=candidate:\S+ \d+ (\w+) \d+ (\S+) (\d+) /;

/**
 * An answer that offers one way only, or null where it does not offer that. A TURN server goes on by UDP.
 *
 * @param {string} answer
 * @param {Way} way
 */
export function narrowed(answer, way) {
  const transport = way === "tcp" ? "tcp" : "udp";
  const lines = answer.split("\r\n").filter((line) => (CANDIDATE.exec(line)?.[1] ?? transport) === transport);
  return lines.some((line) => CANDIDATE.test(line)) ? lines.join("\r\n") : null;
}

/** Where a server takes media, as `address port`, each once. @param {string} answer @returns {string[]} */
export function destinations(answer) {
  const found = answer.split("\r\n").map((line) => CANDIDATE.exec(line));
  return [...new Set(found.flatMap((each) => (each ? [`${each[2]} ${each[3]}`] : [])))];
}

/** What the trials come to: the best way that works, "none", or null while one that may be better is being tried. @param {Record<Way, Outcome>} outcomes @returns {Way | "none" | null} */
export function best(outcomes) {
  for (const way of WAYS) {
    if (outcomes[way] === "works") return way;
    if (outcomes[way] === "waiting" || outcomes[way] === "trying") return null;
  }
  return "none";
}
