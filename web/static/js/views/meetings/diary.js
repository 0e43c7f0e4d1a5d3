/**
 * What all parts of the meetings page share.
 *
 * @import { Signal } from "@preact/signals"
 * @import { Outcome } from "../../net/live.js"
 * @import { Seat } from "../../pages/seat.js"
 * @import { Command, MeetingView, OwnMeetingView, TimetableView } from "../../protocol.js"
 */
import { signal } from "@preact/signals";

import { sideOf } from "../../core/meetings.js";
import { all, pitchOf } from "../../core/selectors.js";
import { toast } from "../toast.js";

/** @typedef {"meetings" | "ranking" | "timetable" | "rules"} Tab */

/** What the dialog in front of everything is about; `whom` is a project for an investor, a lead for presenters. @typedef {{ name: "ask", whom: string } | { name: "accept" | "move" | "decline" | "cancel", meeting: MeetingView | OwnMeetingView }} Asking */

export class Diary {
  /** @type {Signal<Tab>} */
  tab;

  /** @type {Signal<Asking | null>} */
  asking = signal(null);

  /** The pair that is being moved in the timetable. @type {Signal<{ person: string, project: string } | null>} */
  picked = signal(null);

  /** @param {Seat} place */
  constructor(place) {
    this.place = place;
    this.seat = place.boot.seat;
    this.live = place.live;
    this.side = sideOf(place.boot.role);
    this.project = place.boot.project;
    this.reads = place.boot.role === "auditor";
    this.tab = signal(/** @type {Tab} */ (this.side === "organizer" ? "timetable" : "meetings"));
    const asked = new URLSearchParams(location.search).get("ask");
    if (asked && this.side !== "organizer") this.asking.value = { name: "ask", whom: asked };
  }

  get words() {
    return this.place.words.value;
  }

  get picture() {
    return this.live.picture.value;
  }

  get now() {
    return this.place.now.value;
  }

  /** Where the reader's clock is. */
  get zone() {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  /** @returns {readonly (MeetingView | OwnMeetingView)[]} */
  get meetings() {
    const { picture } = this;
    return this.side === "investor" ? Object.values(all(picture, "own_meeting")) : Object.values(all(picture, "meeting"));
  }

  /** When meetings may be; null before an organizer has said so. */
  get setup() {
    return all(this.picture, "meetings").meetings ?? null;
  }

  /** @returns {TimetableView | null} */
  get timetable() {
    return all(this.picture, "timetable").timetable ?? null;
  }

  /** @param {string} project */
  titleOf(project) {
    return this.words.of(pitchOf(this.picture, project)?.title);
  }

  /** Ask for something, and say why where it is refused. @param {Command} command @param {string} [done] @returns {Promise<Outcome>} */
  async act(command, done) {
    const outcome = await this.live.submit(command);
    if (outcome.kind === "refused") toast(outcome.problem.title, "danger");
    else if (done) toast(done, "good");
    return outcome;
  }
}
