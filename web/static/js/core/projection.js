/**
 * What the hall's screen may show: never more than the public sees, whoever's seat the screen is opened from.
 *
 * @import { BoardView, Picture, PitchView, QuestionView, Role } from "../protocol.js"
 */
import { board, currentPitch, programme } from "./selectors.js";
import { moderation } from "./moderation.js";

/** A question as everybody may see it. @typedef {{ question: string, text: string, who: string, votes: number }} ShownQuestion */

/**
 * The board of the pitch of the moment, else of the last one. Organizers and presenters hold more than the public board,
 * so a screen of theirs shows none.
 *
 * @param {Picture} picture
 * @param {Role} role
 * @returns {BoardView | null}
 */
export function shownBoard(picture, role) {
  if (role !== "investor" && role !== "audience") return null;
  const pitch = shownPitch(picture);
  return pitch && board(picture, pitch.project);
}

/** The pitch of the moment, else the last that was on. @param {Picture} picture @returns {PitchView | null} */
export function shownPitch(picture) {
  const done = programme(picture).filter((pitch) => pitch.phase === "done");
  return currentPitch(picture) ?? done.sort((a, b) => (b.ended_at ?? "").localeCompare(a.ended_at ?? ""))[0] ?? null;
}

/** The open questions about that pitch, most wanted first, names only of who gave theirs. @param {Picture} picture @param {number} most @returns {ShownQuestion[]} */
export function shownQuestions(picture, most) {
  const pitch = shownPitch(picture);
  if (!pitch) return [];
  return moderation(picture, pitch.pitch)
    .open.filter((question) => question.text)
    .slice(0, most)
    .map(shown);
}

/** @param {QuestionView} question @returns {ShownQuestion} */
function shown({ question, text, name, organisation, anonymous, votes }) {
  const who = anonymous ? "" : [name, organisation].filter(Boolean).join(" · ");
  return { question, text: text ?? "", who, votes };
}
