/**
 * Ways through the leads: links that change the address in place, and the keyboard.
 *
 * @import { Workspace } from "./workspace.js"
 */
import { neighbour } from "../../core/leads.js";

/** A link that changes the address in place; with a modifier it stays a link. @param {Workspace} workspace @param {Record<string, string | null>} changes */
export const follow = (workspace, changes) => (/** @type {MouseEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  workspace.go(changes);
};

/** @type {Record<string, (workspace: Workspace) => void>} */
const KEYS = {
  j: (workspace) => step(workspace, 1),
  k: (workspace) => step(workspace, -1),
  arrowdown: (workspace) => step(workspace, 1),
  arrowup: (workspace) => step(workspace, -1),
  enter: (workspace) => open(workspace),
  e: (workspace) => edit(workspace, "lead-stage"),
  n: (workspace) => edit(workspace, "lead-note"),
  x: (workspace) => workspace.works && workspace.cursor.value && workspace.pick(workspace.cursor.value),
  d: () => document.getElementById("lead-export")?.click(),
  u: (workspace) => void workspace.saver.undo(),
  escape: (workspace) => leave(workspace),
  "/": () => document.getElementById("lead-search")?.focus(),
  "?": (workspace) => (workspace.helping.value = true),
};

/** The keyboard goes through the list, never while somebody writes. @param {Workspace} workspace */
export function listen(workspace) {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    const act = KEYS[event.key.toLowerCase()];
    if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || belongs(event)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act(workspace);
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

/** Whether a key belongs to a field, or Enter to what has the focus; Escape leaves the field. @param {KeyboardEvent} event */
function belongs({ target, key }) {
  if (!(target instanceof HTMLElement)) return false;
  if (key === "Enter") return target.matches("a, button, summary, input, textarea, select, label");
  if (!target.matches("input:not([type=checkbox]), textarea, select, summary, [role=menu] *")) return false;
  if (key === "Escape") target.blur();
  return true;
}

/** @param {Workspace} workspace @param {1 | -1} by */
function step(workspace, by) {
  const lead = neighbour(workspace.list.value, workspace.cursor.value, by);
  if (!lead) return;
  workspace.cursor.value = lead;
  if (workspace.open.value) workspace.go({ lead }, { replace: true });
}

/** @param {Workspace} workspace */
function open(workspace) {
  if (workspace.cursor.value) workspace.go({ lead: workspace.cursor.value });
}

/** Open the lead at the cursor and put the keyboard into one of its fields. @param {Workspace} workspace @param {string} field */
function edit(workspace, field) {
  if (!workspace.open.value) open(workspace);
  // Drawn after the next frame at the latest.
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(field)?.focus()));
}

/** Close what is open, else let go of what is picked. @param {Workspace} workspace */
function leave(workspace) {
  if (workspace.query.value.lead) close(workspace);
  else workspace.picked.value = new Set();
}

/** @param {Workspace} workspace */
export function close(workspace) {
  const lead = workspace.query.value.lead;
  if (!lead) return;
  workspace.go({ lead: null });
  workspace.cursor.value = lead;
  requestAnimationFrame(() => document.getElementById(`lead-${lead}`)?.focus({ preventScroll: true }));
}
