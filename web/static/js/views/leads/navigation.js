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
  e: () => document.getElementById("lead-stage")?.focus(),
  escape: (workspace) => close(workspace),
  "/": () => document.getElementById("lead-search")?.focus(),
};

/** The keyboard goes through the list, never while somebody writes. @param {Workspace} workspace */
export function listen(workspace) {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    const act = KEYS[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || writes(event)) return;
    event.preventDefault();
    act(workspace);
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

/** Whether a key belongs to a field; Escape leaves the field. @param {KeyboardEvent} event */
function writes({ target, key }) {
  if (!(target instanceof HTMLElement) || !target.matches("input, textarea, select, summary, [role=menu] *")) return false;
  if (key === "Escape") target.blur();
  return true;
}

/** @param {Workspace} workspace @param {1 | -1} by */
function step(workspace, by) {
  const lead = neighbour(workspace.list.value, focused() ?? workspace.query.value.lead ?? null, by);
  if (!lead) return;
  if (workspace.open.value) workspace.go({ lead }, { replace: true });
  document.getElementById(`lead-${lead}`)?.focus();
}

/** The lead whose row has the focus. */
const focused = () => document.activeElement?.id.match(/^lead-(lea_.+)$/)?.[1] ?? null;

/** @param {Workspace} workspace */
export function close(workspace) {
  const lead = workspace.query.value.lead;
  if (!lead) return;
  workspace.go({ lead: null });
  document.getElementById(`lead-${lead}`)?.focus();
}
