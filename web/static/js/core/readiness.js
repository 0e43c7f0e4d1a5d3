/**
 * How ready the presenters of a pitch are to be shown.
 *
 * @import { BackstageView, Picture, PitchView } from "../protocol.js"
 */
import { all } from "./selectors.js";

/**
 * `ready` said so and publishes; `dark` said so without a picture; `picture` publishes only; `called` was rung;
 * `here` has the page open; `absent` has not.
 *
 * @typedef {"ready" | "dark" | "picture" | "called" | "here" | "absent"} Readiness
 */

/** Somebody with a seat (docs/protocol.md, Other addresses of the API).
 *
 * @typedef {object} Attendee
 * @property {string} seat
 * @property {string} person
 * @property {string} name
 * @property {string} organisation
 * @property {string} contact
 * @property {import("../protocol.js").Role} role
 * @property {string | null} project
 * @property {boolean} muted
 * @property {boolean} removed
 * @property {boolean} online
 */

/** Who presents a project. @param {readonly Attendee[]} people @param {string} project */
export const presentersOf = (people, project) =>
  people.filter((one) => one.role === "presenter" && one.project === project && !one.removed);

/**
 * The seat to preview and to show: the one that said ready, else the first of its presenters that publishes.
 *
 * @param {BackstageView | undefined} backstage
 * @param {readonly Attendee[]} presenters
 * @param {readonly string[]} sources that publish now
 * @returns {string | null}
 */
export function sourceOf(backstage, presenters, sources) {
  if (backstage?.ready && sources.includes(backstage.ready)) return backstage.ready;
  return presenters.find((one) => sources.includes(one.seat))?.seat ?? null;
}

/**
 * @param {BackstageView | undefined} backstage
 * @param {readonly Attendee[]} presenters
 * @param {readonly string[]} sources
 * @returns {Readiness}
 */
export function readiness(backstage, presenters, sources) {
  const source = sourceOf(backstage, presenters, sources);
  if (backstage?.ready) return source === backstage.ready ? "ready" : "dark";
  if (source) return "picture";
  if (backstage?.called) return "called";
  return presenters.some((one) => one.online) ? "here" : "absent";
}

/**
 * Both for a pitch of the picture.
 *
 * @param {Picture} picture
 * @param {PitchView} pitch
 * @param {readonly Attendee[]} people
 * @param {readonly string[]} sources
 */
export function backstageOf(picture, pitch, people, sources) {
  const backstage = all(picture, "backstage")[pitch.pitch];
  const presenters = presentersOf(people, pitch.project);
  return {
    presenters,
    readiness: readiness(backstage, presenters, sources),
    source: sourceOf(backstage, presenters, sources),
  };
}
