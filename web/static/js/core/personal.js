/**
 * What erasing a person takes, and what it leaves, in words.
 *
 * @import { Words } from "./words.js"
 */

/**
 * As the API counts it.
 *
 * @typedef {object} Personal
 * @property {number} texts
 * @property {number} leads
 * @property {number} spans
 * @property {number} downloads
 * @property {number} letters
 * @property {number} invitations
 * @property {number} sessions
 * @property {boolean} elsewhere another roadshow or an account needs the name
 */

/** @param {Words} words @param {Personal} found @returns {string[]} */
export function goes(words, found) {
  const name = words.say("name, organisation and contact");
  return [
    ...(found.elsewhere ? [] : [name]),
    ...counted(found.texts, (count) => words.count(count, "{count} text", "{count} texts")),
    ...counted(found.leads, (count) => words.count(count, "the work on {count} lead", "the work on {count} leads")),
    ...counted(found.spans, (count) => words.count(count, "{count} record of watching", "{count} records of watching")),
    ...counted(found.downloads, (count) => words.count(count, "{count} download", "{count} downloads")),
    ...counted(found.letters, (count) => words.count(count, "{count} letter that waits", "{count} letters that wait")),
    words.say("every way in to this roadshow"),
  ];
}

/** @param {Words} words @param {Personal} found */
export function stays(words, found) {
  const stated = words.say("What stays: the numbers of what they stated, without a name, so that boards stay true and the log can be verified.");
  return found.elsewhere ? `${stated} ${words.say("Their name stays too: another roadshow or an account needs it.")}` : stated;
}

/** @param {number} count @param {(count: number) => string} say */
function counted(count, say) {
  return count ? [say(count)] : [];
}

/** @param {readonly string[]} parts @param {string} locale */
export function list(parts, locale) {
  return new Intl.ListFormat(locale).format(parts);
}
