/**
 * The people of a roadshow as an organizer looks for them.
 *
 * @import { Picture, Role } from "../protocol.js"
 * @import { Attendee } from "./readiness.js"
 */
import { all } from "./selectors.js";

/** What was decided meanwhile goes before what was read. @param {readonly Attendee[]} people @param {Picture} picture */
export function upToDate(people, picture) {
  const standings = all(picture, "standing");
  return people.map((one) => {
    const { muted = one.muted, removed = one.removed } = standings[one.person] ?? {};
    return { ...one, muted, removed };
  });
}

/** Every word is in the name, the organisation or the contact. @param {readonly Attendee[]} people @param {string} text */
export function found(people, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return people.filter((one) => {
    const there = `${one.name} ${one.organisation} ${one.contact}`.toLowerCase();
    return words.every((word) => there.includes(word));
  });
}

/** @type {Record<Role, number>} */
const RANK = { organizer: 0, presenter: 1, investor: 2, audience: 3, auditor: 4 };

/** Who is here first, then by role and name; who was removed last. @param {readonly Attendee[]} people @param {string} locale */
export function sorted(people, locale) {
  const { compare } = new Intl.Collator(locale);
  return people.toSorted(
    (a, b) =>
      Number(a.removed) - Number(b.removed) ||
      Number(b.online) - Number(a.online) ||
      RANK[a.role] - RANK[b.role] ||
      compare(a.name, b.name),
  );
}

/** How many of each role are here. @param {readonly Attendee[]} people @returns {Record<Role, number>} */
export function present(people) {
  const counts = { organizer: 0, presenter: 0, investor: 0, audience: 0, auditor: 0 };
  for (const one of people) if (one.online && !one.removed) counts[one.role] += 1;
  return counts;
}
