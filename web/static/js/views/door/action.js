/** The one thing to do now, always in the same place. */
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { Door, Step } from "./door.js" */

/** What a step says and offers. @typedef {{ state: string, text: string, act?: [label: string, icon: string, act: () => void] | undefined, quiet?: [label: string, act: () => void] | undefined, link?: [label: string, href: string] | undefined }} Offer */

/** @param {{ door: Door }} props */
export function Action({ door }) {
  const step = door.step.value;
  const { state, text, act, quiet, link } = OFFERS[step](door);
  return html`<div class="door-action" data-step=${step}>
    <p class="light" data-state=${state} role=${step === "ringing" ? "alert" : "status"}>${text}</p>
    <div class="row">
      ${act && html`<button class="button primary big door-act" onClick=${act[2]}><${Icon} name=${act[1]} />${act[0]}</button>`}
      ${link && html`<a class="button quiet" href=${link[1]}>${link[0]}</a>`}
      ${quiet && html`<button class="button quiet" onClick=${quiet[1]}>${quiet[0]}</button>`}
    </div>
  </div>`;
}

/** @type {Record<Step, (door: Door) => Offer>} */
const OFFERS = {
  dark: ({ words, camera }) => ({
    state: "off",
    text: words.say("Check your picture and sound before you are called."),
    act: camera.on ? undefined : [words.say("Turn on camera and microphone"), "video", () => void camera.turnOn()],
  }),
  waiting: (door) => ({
    state: "waiting",
    text: door.words.say("Your picture arrives backstage. Say when you are ready."),
    act: door.pitch.value ? [door.words.say("I am ready"), "check", () => void door.ready(true)] : undefined,
  }),
  ringing: (door) => ({
    state: "live",
    text: door.words.say("The organizer calls you to the stage."),
    act: [door.words.say("Accept: I am ready"), "bell", () => void door.ready(true)],
  }),
  ready: (door) => ({
    state: "ready",
    text: door.words.say("You are ready. The organizer brings you on stage; nothing more to do."),
    quiet: [door.words.say("Not ready after all"), () => void door.ready(false)],
  }),
  on: (door) => ({
    state: "waiting",
    text: door.pitch.value ? door.words.say("Your pitch is on, and you are not on stage.") : door.words.say("The roadshow is live; you may take the stage."),
    act: [door.words.say("Go on stage"), "radio", () => void door.ask({ type: "stage.take", seat: door.seat.boot.seat })],
  }),
  stage: (door) => ({
    state: door.sends ? "live" : "waiting",
    text: door.sends ? door.words.say("You are on stage.") : door.words.say("You are on stage, and nobody sees you yet."),
    act: door.sends ? undefined : [door.words.say("Turn on camera and microphone"), "video", () => void door.camera.turnOn()],
    quiet: [door.words.say("Leave the stage"), () => void door.ask({ type: "stage.clear" })],
  }),
  done: (door) => (door.presented.value ? reported(door, door.presented.value) : thanked(door)),
};

/** @param {Door} door @param {string} project @returns {Offer} */
const reported = (door, project) => ({
  ...thanked(door),
  text: door.words.say("Thank you. Your report and your leads are waiting for you."),
  act: [door.words.say("See your report"), "chart-line", () => location.assign(`/s/${door.seat.boot.seat}/report/${project}`)],
  link: [door.words.say("See your leads"), leads(door)],
});

/** @param {Door} door @returns {Offer} */
const thanked = (door) => ({
  state: "off",
  text: door.words.say("Thank you. Your leads are waiting for you."),
  act: [door.words.say("See your leads"), "briefcase", () => location.assign(leads(door))],
  quiet: door.camera.on ? [door.words.say("Turn off camera"), () => door.camera.turnOff()] : undefined,
});

/** @param {Door} door */
const leads = ({ seat }) => `/s/${seat.boot.seat}/leads`;
