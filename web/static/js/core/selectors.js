/**
 * What screens ask of a picture.
 *
 * @import { BoardView, ConsortiumView, IntentState, OwnIntentView, OwnQuestionView, Picture, PitchView, QuestionView } from "../protocol.js"
 */

const NONE = Object.freeze({});

/**
 * All views of a kind, under their keys.
 *
 * @template {keyof Picture} K
 * @param {Picture} picture
 * @param {K} kind
 * @returns {NonNullable<Picture[K]>}
 */
export function all(picture, kind) {
  return picture[kind] ?? /** @type {NonNullable<Picture[K]>} */ (NONE);
}

/** @param {Picture} picture */
export const show = (picture) => all(picture, "show").show ?? null;

/** @param {Picture} picture */
export const stage = (picture) => all(picture, "stage").stage ?? null;

/** @param {Picture} picture */
export const me = (picture) => all(picture, "me").me ?? null;

/** The pitches in their order. @param {Picture} picture @returns {PitchView[]} */
export function programme(picture) {
  const pitches = all(picture, "pitch");
  const order = all(picture, "programme").programme?.order ?? [];
  return order.flatMap((key) => pitches[key] ?? []);
}

/** @param {PitchView} pitch */
export const isOn = (pitch) => pitch.phase === "on_air" || pitch.phase === "questions";

/** The pitch of the moment. @param {Picture} picture @returns {PitchView | null} */
export function currentPitch(picture) {
  return programme(picture).find(isOn) ?? null;
}

/** The pitch that comes next. @param {Picture} picture @returns {PitchView | null} */
export function nextPitch(picture) {
  return programme(picture).find((pitch) => pitch.phase === "pending") ?? null;
}

/** The pitch that presents a project. @param {Picture} picture @param {string} project @returns {PitchView | null} */
export function pitchOf(picture, project) {
  return Object.values(all(picture, "pitch")).find((pitch) => pitch.project === project) ?? null;
}

/**
 * Whether an intent can be stated towards a pitch now, and which: of any kind while its window is open and the show
 * goes on, and a talk from when the pitch began.
 *
 * @param {Picture} picture
 * @param {PitchView} pitch
 * @returns {"open" | "talk" | "none"}
 */
export function openTo(picture, pitch) {
  if (pitch.window_open && show(picture)?.status === "live") return "open";
  return pitch.phase === "pending" || pitch.phase === "skipped" ? "none" : "talk";
}

/** Unanswered before answered, then by votes, then by age. @param {Picture} picture @returns {QuestionView[]} */
export function questionsByVotes(picture) {
  return Object.values(all(picture, "question")).sort(
    (a, b) => Number(a.status === "answered") - Number(b.status === "answered") || b.votes - a.votes || byAge(a, b),
  );
}

/** @param {Picture} picture @param {string} question */
export const votedFor = (picture, question) => question in all(picture, "vote");

/** The viewer's own questions, newest first. @param {Picture} picture @returns {OwnQuestionView[]} */
export function ownQuestions(picture) {
  return Object.values(all(picture, "own_question")).sort((a, b) => byAge(b, a));
}

/** The states in which an intent counts; out of the others nothing leads back. @type {readonly IntentState[]} */
const LIVE = ["submitted", "seen", "accepted", "confirmed"];

/** Whether an intent counts. @param {{ state: IntentState }} intent */
export const isLive = ({ state }) => LIVE.includes(state);

/** Whether its investor may still change it or take it back. @param {{ state: IntentState }} intent */
export const isOpen = ({ state }) => isLive({ state }) && state !== "confirmed";

/** The viewer's own intents, the latest change first. @param {Picture} picture @returns {OwnIntentView[]} */
export function ownIntents(picture) {
  return Object.values(all(picture, "own_intent")).sort((a, b) => b.seq - a.seq);
}

/**
 * The viewer's open intent of a kind towards a project, and of a round where one is given ("" for none).
 *
 * @param {Picture} picture
 * @param {string} project
 * @param {string} kind
 * @param {string} [round]
 * @param {boolean} [joint] whether the one that is for a consortium is meant
 * @returns {OwnIntentView | null}
 */
export function liveIntent(picture, project, kind, round, joint = false) {
  const same = (/** @type {OwnIntentView} */ { terms }) => terms.kind === kind && (round ?? terms.round ?? "") === (terms.round ?? "") && Boolean(terms.consortium) === joint;
  return ownIntents(picture).find((own) => own.project === project && same(own) && isOpen(own)) ?? null;
}

/** @param {Picture} picture @param {string} project @returns {BoardView | null} */
export const board = (picture, project) => all(picture, "board")[project] ?? null;

/** @param {Picture} picture @param {string} project */
export const consented = (picture, project) => project in all(picture, "consent");

/** The consortium that the viewer is a member of. @param {Picture} picture @param {string} project @returns {ConsortiumView | null} */
export function consortium(picture, project) {
  return Object.values(all(picture, "own_consortium")).find((one) => one.project === project && one.member) ?? null;
}

/** Those the viewer may come into. @param {Picture} picture @param {string} project @returns {ConsortiumView[]} */
export function invitations(picture, project) {
  return Object.values(all(picture, "own_consortium")).filter((one) => one.project === project && !one.member);
}

/** Intents as others see them, newest first. @param {Picture} picture */
export function intents(picture) {
  return Object.values(all(picture, "intent")).sort((a, b) => b.seq - a.seq);
}

/** @param {{ at: string }} a @param {{ at: string }} b */
const byAge = (a, b) => a.at.localeCompare(b.at);
