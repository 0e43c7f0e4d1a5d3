/**
 * What a script adds to pages that work without one: copying, the reader's own time, forms that are sent once, tabs that
 * are in sight, and a language or an appearance that changes without losing what was typed.
 */

import { dropDrafts } from "../core/drafts.js";
import { outdated, shown } from "../core/rehearsing.js";
import { moment } from "../core/time.js";
import { openShelf } from "../net/shelf.js";

/** Behaviours by the elements they belong to. @type {Record<string, (element: HTMLElement) => void>} */
const BEHAVIOURS = {
  "[data-copy]": copies,
  "[data-local-zone]": offersLocalZone,
  "time[data-zone]": showsLocalTime,
  "time[data-own-time]": isLocalTime,
  "form[data-once]": isSentOnce,
  "[data-rehearsals]": followsRehearsals,
  "details.menu": closesLikeAMenu,
  "nav.tabs": showsItsTab,
  "form[action='/language']": switchesLanguage,
  "form[action='/theme']": switchesTheme,
  "form[action='/signout']": leavesNothing,
};

const MOMENT = /** @type {Intl.DateTimeFormatOptions} */ ({ dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

const KEPT = "kept-fields";

/** Milliseconds between two looks at a rehearsal. */
const FOLLOWED = 2000;

/** @param {HTMLElement} button beside a field whose text it copies */
function copies(button) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copy ?? ""));
  const words = button.lastElementChild ?? button;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    words.textContent = button.dataset.copied ?? "";
  });
}

/** @param {HTMLElement} element the field of the time zone on a form that is still as it was sent */
function offersLocalZone(element) {
  const field = /** @type {HTMLInputElement} */ (element);
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...(field.list?.options ?? [])].some((option) => option.value === local);
  if (known && field.value === field.defaultValue && !document.querySelector("[role=alert]")) field.value = local;
}

/** @param {HTMLElement} element a time, with room for the reader's own beside it */
function showsLocalTime(element) {
  const time = /** @type {HTMLTimeElement} */ (element);
  const room = time.parentElement?.querySelector("[data-local-time]");
  /** @param {string} [timeZone] */
  const shown = (timeZone) =>
    moment(time.dateTime, document.documentElement.lang, timeZone ? { ...MOMENT, timeZone } : MOMENT);
  if (!(room instanceof HTMLElement) || shown() === shown(time.dataset.zone)) return;
  room.textContent = (room.textContent ?? "").replace("{time}", shown());
  room.hidden = false;
}

/** @param {HTMLElement} element a time that is the reader's own, and has no other zone */
function isLocalTime(element) {
  const time = /** @type {HTMLTimeElement} */ (element);
  time.textContent = moment(time.dateTime, document.documentElement.lang, MOMENT);
}

/** @param {HTMLElement} form that does something; pressing twice does it once */
function isSentOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  });
}

/** @param {HTMLElement} element the rehearsals of a roadshow, as long as one is not over */
function followsRehearsals(element) {
  const cards = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("[data-rehearsal]")]);
  const states = new Map(cards.map((one) => [one.dataset.rehearsal ?? "", one.dataset.state ?? ""]));
  if (![...states.values()].some((state) => state === "waiting" || state === "running")) return;
  const asking = setInterval(async () => {
    const answer = await fetch(element.dataset.rehearsals ?? "").catch(() => null);
    if (!answer?.ok) return;
    const found = await answer.json();
    if (outdated(states, found) && !document.getElementById("made")) {
      clearInterval(asking);
      return location.reload();
    }
    for (const card of cards) writeFigures(card, found.find((/** @type {any} */ one) => one.roadshow === card.dataset.rehearsal));
  }, FOLLOWED);
}

/** @param {HTMLElement} card @param {{ progress: Record<string, any> | null } | undefined} rehearsal */
function writeFigures(card, rehearsal) {
  const title = /** @type {HTMLElement | null} */ (card.querySelector("[data-title]"));
  const told = shown(rehearsal?.progress ?? null, title?.dataset.language ?? "en");
  for (const [name, text] of Object.entries(told.figures)) {
    const place = card.querySelector(`[data-figure=${name}]`);
    if (place) place.textContent = text;
  }
  if (title && told.title) title.textContent = told.title;
  const pitch = card.querySelector("[data-pitch]");
  if (pitch) pitch.textContent = told.pitch;
  const way = card.querySelector("progress");
  if (way && told.figures.seconds) [way.max, way.value] = [Number(told.figures.seconds), Number(told.figures.second)];
}

/** @param {HTMLElement} element */
function closesLikeAMenu(element) {
  const menu = /** @type {HTMLDetailsElement} */ (element);
  document.addEventListener("click", (event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

/** @param {HTMLElement} element tabs that may be wider than the screen: where the reader is comes into sight */
function showsItsTab(element) {
  const [all, here] = [element, element.querySelector("[aria-current]")].map((one) => one?.getBoundingClientRect());
  if (all && here) element.scrollLeft += here.left - all.left - (all.width - here.width) / 2;
}

/** A page drawn by a script takes the new words in place; another is asked for anew. @param {HTMLElement} element */
function switchesLanguage(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  form.addEventListener("submit", async (event) => {
    if (!document.getElementById("app")) return keepFields();
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    if (!(await told(form, button))) return;
    const words = await fetch(`/words/${button.value}.json`);
    speak(button.value, button.lang, await words.json());
    for (const one of form.querySelectorAll("button")) one.setAttribute("aria-current", String(one === button));
  });
}

/** @param {string} language @param {string} tag @param {Record<string, string>} catalogue */
function speak(language, tag, catalogue) {
  document.documentElement.lang = tag;
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-word]"))) {
    const word = element.dataset.word ?? "";
    element.textContent = catalogue[word] || word;
  }
  document.dispatchEvent(new CustomEvent("language", { detail: { language, catalogue } }));
}

/** @param {HTMLElement} element */
function switchesTheme(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    document.documentElement.dataset.theme = button.value;
    void told(form, button);
    const other = /** @type {HTMLElement | null} */ (form.querySelector(`button:not([value="${button.value}"])`));
    other?.focus();
  });
}

/** Whoever signs out leaves no words behind, and is asked first where some were not sent. @param {HTMLElement} element */
function leavesNothing(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const question = /** @type {HTMLDialogElement} */ (document.getElementById("unsent"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const shelf = await openShelf(indexedDB);
    if ((await shelf.count()) && !(await isSure(question))) return;
    await shelf.clear();
    dropDrafts(localStorage);
    form.submit();
  });
}

/** @param {HTMLDialogElement} question whose buttons answer it @returns {Promise<boolean>} */
function isSure(question) {
  question.returnValue = "";
  question.showModal();
  return new Promise((resolve) => {
    question.addEventListener("close", () => resolve(question.returnValue === "yes"), { once: true });
  });
}

/** Tell the server a wish; a redirect is its yes. @param {HTMLFormElement} form @param {HTMLButtonElement} button */
async function told(form, button) {
  const body = new FormData(form, button);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  return answer.type === "opaqueredirect";
}

/** Every field that somebody fills in, by its form and its place in it. */
function* fields() {
  for (const [index, form] of [...document.querySelectorAll("main form")].entries()) {
    const named = [.../** @type {HTMLFormElement} */ (form).elements].filter(
      (one) => one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement,
    );
    for (const [place, field] of named.entries()) {
      if (field.type !== "hidden" && field.type !== "file") yield { key: `${index}.${place}.${field.name}`, field };
    }
  }
}

function keepFields() {
  const typed = [...fields()].map(({ key, field }) => [key, field.value, "checked" in field && field.checked]);
  sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, typed }));
}

/** Give back what was typed before the language changed. */
function giveBackFields() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.path !== location.pathname) return;
  const typed = new Map(kept.typed.map((/** @type {[string, string, boolean]} */ one) => [one[0], one]));
  for (const { key, field } of fields()) {
    const [, value, checked] = typed.get(key) ?? [];
    if (value === undefined) continue;
    if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) field.checked = checked;
    else field.value = value;
  }
}

for (const [selector, behave] of Object.entries(BEHAVIOURS)) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))) behave(element);
}
giveBackFields();
