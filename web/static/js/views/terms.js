/**
 * The vocabulary of intents in words.
 *
 * @import { Words } from "../core/words.js"
 * @import { IntentKind, Level } from "../protocol.js"
 */

/** What an investor would do. @param {Words} words @param {IntentKind} kind */
export function kindOf(words, kind) {
  /** @type {Record<IntentKind, string>} */
  const table = {
    invest: words.say("Invest"),
    buy: words.say("Buy the technology"),
    license_exclusive: words.say("Exclusive licence"),
    license_sole: words.say("Sole licence"),
    license: words.say("Licence"),
    contribute_as_equity: words.say("Technology for equity"),
    commission_rd: words.say("Commission R&D"),
    joint_rd: words.say("Joint R&D"),
    consult: words.say("Consulting"),
    service: words.say("Technical service"),
    pilot: words.say("Pilot"),
    purchase: words.say("Purchase"),
    talk: words.say("Talk"),
  };
  return table[kind];
}

/** How firm it is. @param {Words} words @param {Level} level */
export function levelOf(words, level) {
  /** @type {Record<Level, string>} */
  const table = {
    interested: words.say("Interested"),
    considering: words.say("Considering"),
    soft_committed: words.say("Softly committed"),
  };
  return table[level];
}
