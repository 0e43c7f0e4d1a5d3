/** Passing words in the live region that every page has. */

const STAYS = 6000;

/** @typedef {"good" | "warn" | "danger" | ""} Tone */

/** @param {string} text @param {Tone} [tone] */
export function toast(text, tone = "") {
  const place = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = "toast";
  note.dataset.tone = tone;
  note.textContent = text;
  place?.append(note);
  setTimeout(() => note.remove(), STAYS);
}
