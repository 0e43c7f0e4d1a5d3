/**
 * The desk's keyboard: one key, one thing, never while somebody writes.
 *
 * @import { Desk, Tab } from "./desk.js"
 */
import { all, currentPitch, isOn } from "../../core/selectors.js";

/** @type {readonly Tab[]} */
export const TABS = ["show", "rundown", "questions", "intents", "people"];

/** @type {Record<string, (desk: Desk) => void>} */
const KEYS = {
  n: () => primary()?.click(),
  "+": (desk) => extend(desk, 60),
  "=": (desk) => extend(desk, 60),
  "-": (desk) => extend(desk, -60),
  c: (desk) => call(desk),
  i: (desk) => intentWindow(desk),
  m: (desk) => reach(desk, "rundown", "prompt-text"),
  u: (desk) => desk.undo(),
  "/": (desk) => reach(desk, "people", "people-search"),
  "?": (desk) => (desk.helping.value = true),
  ...Object.fromEntries(TABS.map((tab, place) => [String(place + 1), (/** @type {Desk} */ desk) => (desk.tab.value = tab)])),
};

/** What an auditor's keys do: look. @type {typeof KEYS} */
const READS = Object.fromEntries(["/", "?", "1", "2", "3", "4", "5"].flatMap((key) => (KEYS[key] ? [[key, KEYS[key]]] : [])));

/** Listen; returns what stops it. @param {Desk} desk */
export function listen(desk) {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || writes(event.target)) return;
    const act = (desk.reads ? READS : KEYS)[event.key.toLowerCase()];
    if (!act || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act(desk);
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

/** @param {EventTarget | null} target */
const writes = (target) => target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");

/** The button of the next step where it is shown. @returns {HTMLElement | undefined} */
function primary() {
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".primary-step"));
  return [...buttons].find((button) => button.offsetParent);
}

/** @param {Desk} desk @param {number} seconds */
function extend(desk, seconds) {
  const current = currentPitch(desk.picture);
  if (current) void desk.act({ type: "pitch.extend", pitch: current.pitch, seconds });
}

/** @param {Desk} desk */
function call(desk) {
  const pitch = desk.focus.value;
  if (pitch?.phase === "pending") void desk.act({ type: "pitch.call", pitch: pitch.pitch });
}

/** @param {Desk} desk */
function intentWindow(desk) {
  const pitch = all(desk.picture, "pitch")[desk.focus.value?.pitch ?? ""];
  if (!pitch || !(isOn(pitch) || pitch.phase === "done")) return;
  void desk.act({ type: pitch.window_open ? "window.close" : "window.open", pitch: pitch.pitch });
}

/** Show a part and put the cursor into its field. @param {Desk} desk @param {Tab} tab @param {string} field */
function reach(desk, tab, field) {
  desk.tab.value = tab;
  requestAnimationFrame(() => document.getElementById(field)?.focus());
}
