/** Leads for tests. */

/** @param {string} name @param {Partial<import("../../../../web/static/js/core/leads.js").LeadRow>} [fields] */
export const lead = (name, fields = {}) => ({
  lead: `lea_${name}`, revision: 1,
  view: {
    lead: `lea_${name}`, project: "prj_a", number: 1, person: `per_${name}`, name, organisation: "Yunqi",
    first_at: null, last_at: `2026-11-24T08:0${name.length}:00Z`, questions: 0, votes: 0, intents: 0,
  },
  contact: null, consented: false, intents: [], watched: 0, waiting: false, merged: [], notes: 0, last_note: "",
  score: { total: 0, intent: 0, fit: 0, engagement: 0, recency: 0 },
  version: 0, owner: null, stage: /** @type {const} */ ("new"), lost_reason: null, next_step: "", due: null, tags: [], fit: [],
  do_not_contact: false, channels: [], external: {}, ...fields,
});
