/**
 * One lead's story: signals, notes and changes of the work in one line of time.
 *
 * @import { Bilingual, IntentState, IntentView, Provenance, Terms } from "../protocol.js"
 * @import { LeadRow } from "./leads.js"
 */

/** @typedef {"question" | "vote" | "intent" | "revision" | "withdrawal" | "confirmation" | "retraction" | "meeting" | "met" | "no_show" | "download"} Signal */

/** One signal; `about` is the question or intent, or the name of the document, `second` counts from when the pitch that was on began. @typedef {{ seq: number, at: string, lead: string, signal: Signal, about: string, pitch: string | null, second: number | null }} Moment */

/** One thing that happened to an intent; stated or revised, it has a version and terms. @typedef {{ intent: string, seq: number, at: string, by: string, state: IntentState, version: number | null, terms: Terms | null, provenance: Provenance | null }} Turn */

/** For how long the pitch was watched, and from when to when at the utmost. @typedef {{ lead: string, seconds: number, first_at: string, last_at: string }} Viewing */

/** @typedef {{ note: string, lead: string, by: string, at: string, text: string, version: number, edited_at: string | null }} Note */

/** Which fields of a lead were changed from what to what; `about` names a note. @typedef {{ number: number, lead: string, by: string, at: string, before: Record<string, any>, after: Record<string, any>, about: string }} Change */

/** Another lead that is, or by its name may be, of the same person. @typedef {{ lead: string, name: string, organisation: string, why: "mail" | "phone" | "name" }} Twin */

/**
 * All there is to a lead for one reader (docs/protocol.md, Leads).
 *
 * @typedef {object} LeadSheet
 * @property {LeadRow} row
 * @property {Bilingual} project_title
 * @property {string} owner
 * @property {{ lead: string, version: number, name: string }[]} merged leads that are shown under this one
 * @property {IntentView[]} intents
 * @property {Moment[]} story
 * @property {{ turn: Turn, author: string }[]} turns
 * @property {Viewing[]} watching
 * @property {{ note: Note, author: string }[]} notes
 * @property {{ change: Change, author: string }[]} changes
 * @property {Twin[]} twins
 */

/**
 * One thing that happened.
 *
 * @typedef {{ key: string, at: string } & ({ kind: "signal", moment: Moment } | { kind: "turn", turn: Turn, author: string, moment: Moment | null } | { kind: "watched", viewing: Viewing } | { kind: "note", note: Note, author: string } | { kind: "change", change: Change, author: string })} Told
 */

/** Everything that happened, the latest first; what happened to a note is told by the note while it is there. @param {LeadSheet} sheet @returns {Told[]} */
export function told({ story, turns, watching, notes, changes }) {
  const turned = new Set(turns.map(({ turn }) => turn.intent));
  const there = new Set(notes.map(({ note }) => note.note));
  /** @type {Told[]} */
  const all = [
    ...turns.map(({ turn, author }) => /** @type {const} */ ({ kind: "turn", key: `t${turn.seq}`, at: turn.at, turn, author, moment: momentOf(story, turn) })),
    ...story.filter((moment) => !turned.has(moment.about)).map((moment) => /** @type {const} */ ({ kind: "signal", key: `s${moment.seq || moment.at}`, at: moment.at, moment })),
    ...watching.map((viewing) => /** @type {const} */ ({ kind: "watched", key: `w${viewing.lead}`, at: viewing.last_at, viewing })),
    ...notes.map(({ note, author }) => /** @type {const} */ ({ kind: "note", key: note.note, at: note.at, note, author })),
    ...changes
      .filter(({ change }) => !change.about || (!there.has(change.about) && !("note" in change.after)))
      .map(({ change, author }) => /** @type {const} */ ({ kind: "change", key: `c${change.number}`, at: change.at, change, author })),
  ];
  return all.sort((a, b) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1) || placeOf(b) - placeOf(a));
}

/** Where something stands in the log, for what happened in one moment. @param {Told} one */
const placeOf = (one) => (one.kind === "turn" ? one.turn.seq : one.kind === "signal" ? one.moment.seq : 0);

/** The signal that an event of an intent raised: it stands right behind it in the log. @param {readonly Moment[]} story @param {Turn} turn */
const momentOf = (story, turn) => story.find(({ about, seq }) => about === turn.intent && seq > turn.seq && seq <= turn.seq + 3) ?? null;
