/**
 * Questions as a moderator works on them.
 *
 * @import { Picture, QuestionView } from "../protocol.js"
 */
import { all } from "./selectors.js";

/**
 * @typedef {object} Queue
 * @property {QuestionView[]} held oldest first: who waits longest is read first
 * @property {QuestionView[]} open most wanted first
 * @property {QuestionView[]} answered the last asked first
 * @property {QuestionView[]} dismissed the last asked first
 */

/** @param {Picture} picture @param {string | null} [pitch] only questions about it @returns {Queue} */
export function moderation(picture, pitch = null) {
  const questions = Object.values(all(picture, "question")).filter((one) => pitch === null || one.pitch === pitch);
  /** @param {QuestionView["status"]} status */
  const having = (status) => questions.filter((one) => one.status === status);
  return {
    held: having("held").sort(byAge),
    open: having("open").sort((a, b) => b.votes - a.votes || byAge(a, b)),
    answered: having("answered").sort((a, b) => byAge(b, a)),
    dismissed: having("dismissed").sort((a, b) => byAge(b, a)),
  };
}

/** @param {{ at: string }} a @param {{ at: string }} b */
const byAge = (a, b) => a.at.localeCompare(b.at);
