/** The presenters to whom a name may be passed on, as the server knows them now. */
import { signal } from "@preact/signals";

import { read } from "../net/read.js";

/** @import { Signal } from "@preact/signals" */

/** @typedef {{ project: string, person: string, name: string, organisation: string, contact: string }} Recipient */

/** How long a list is good for, in milliseconds: somebody may come in at any time. */
const FRESH = 15_000;

/** @type {Map<string, { people: Signal<Recipient[] | null>, at: number }>} */
const known = new Map();

/** All of them, or null before they have come. @param {string} seat @param {number} now @returns {Recipient[] | null} */
export function recipients(seat, now) {
  const list = known.get(seat) ?? { people: signal(/** @type {Recipient[] | null} */ (null)), at: -Infinity };
  known.set(seat, list);
  if (now - list.at > FRESH) {
    list.at = now;
    void fetched(seat, list.people);
  }
  return list.people.value;
}

/** @param {string} seat @param {Signal<Recipient[] | null>} people */
async function fetched(seat, people) {
  try {
    people.value = await read(`/api/seats/${seat}/recipients`, (input, init) => fetch(input, init));
  } catch {
    // What is known stays; it is asked for again when it is no longer fresh.
  }
}

/** How somebody is named in a consent. @param {Recipient} one */
export const called = ({ name, organisation, contact }) => [name, organisation, contact].filter(Boolean).join(", ");
