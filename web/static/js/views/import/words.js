/**
 * Words of the import page.
 *
 * @import { Words } from "../../core/words.js"
 */
import { CRMS } from "../../core/export.js";

/** What a column may be taken for. @param {Words} words @param {string} field */
export function fieldOf(words, field) {
  const [, crm] = field.match(/^external_(.+)$/) ?? [];
  if (crm) return words.say("Identity in {crm}", { crm: /** @type {Record<string, string>} */ (CRMS)[crm] ?? crm });
  return FIELDS(words)[field] ?? field;
}

/** @type {(words: Words) => Record<string, string>} */
const FIELDS = (words) => ({
  lead: words.say("Our lead"),
  name: words.say("Name"),
  organisation: words.say("Organisation"),
  contact: words.say("Mail or telephone, to find by"),
  mail: words.say("Mail, to find by"),
  phone: words.say("Telephone, to find by"),
  project: words.say("Project, to find by"),
  owner: words.say("Owner"),
  stage: words.say("Progress"),
  lost_reason: words.say("Why it was lost"),
  next_step: words.say("Next step"),
  due: words.say("Due"),
  tags: words.say("Tags"),
  note: words.say("A note"),
  do_not_contact: words.say("Do not contact"),
  external: words.say("Identity in a CRM"),
});

/** @param {Words} words */
export const delimiters = (words) => /** @type {Record<string, string>} */ ({
  ",": words.say("comma"),
  ";": words.say("semicolon"),
  "\t": words.say("tab"),
});
