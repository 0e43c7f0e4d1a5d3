/** The list of leads: a table where there is room, cards on a phone. Only the rows in sight are drawn. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { inSight } from "../../core/lead_list.js";
import { address } from "../../core/leads.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { follow } from "./navigation.js";
import { Row } from "./row.js";

/** @import { Workspace } from "./workspace.js" */

/** Until a row has been measured. */
const HEIGHT = 60;

/** @param {{ workspace: Workspace }} props */
export function Table({ workspace }) {
  const { words } = workspace;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [seen, look] = useState({ top: 0, view: 900, height: HEIGHT });
  const rows = workspace.list.value;
  const { first, last } = inSight(rows.length, seen.height, seen.top, seen.view);
  useLayoutEffect(() => measured(box.current, seen, look));
  useEffect(() => watched(box.current, () => measured(box.current, null, look)), []);
  useCursor(workspace, box, seen.height);
  const focused = () => Boolean(box.current?.contains(document.activeElement?.closest("tr") ?? null));
  const left = (/** @type {PointerEvent} */ event) => {
    // Whoever is on the way to the new ones still points at the list.
    const to = event.relatedTarget;
    if (!(to instanceof Element && to.closest(".leads-fresh"))) workspace.held.value = focused();
  };
  return html`<div class="leads-table" ref=${box} tabindex="0" role="region" aria-label=${words.say("Leads")} onScroll=${() => measured(box.current, null, look)}
    onPointerEnter=${() => (workspace.held.value = true)} onPointerLeave=${left} onFocusIn=${() => (workspace.held.value = true)} onFocusOut=${() => requestAnimationFrame(() => (workspace.held.value = focused() || Boolean(box.current?.matches(":hover"))))}><table class="table" aria-rowcount=${rows.length + 1}>
    <caption class="visually-hidden">${words.say("J and K go through the list, Enter opens a lead, E edits it.")}</caption>
    <${Heads} workspace=${workspace} />
    <tbody>
      ${first > 0 && html`<tr class="leads-gap" key="before" aria-hidden="true"><td colspan="9" style=${{ height: `${first * seen.height}px` }}></td></tr>`}
      ${rows.slice(first, last).map((row, place) => html`<${Row} key=${row.lead} workspace=${workspace} row=${row} number=${first + place + 2}
        open=${workspace.query.value.lead === row.lead} picked=${workspace.picked.value.has(row.lead)} cursor=${workspace.cursor.value === row.lead} />`)}
      ${last < rows.length && html`<tr class="leads-gap" key="behind" aria-hidden="true"><td colspan="9" style=${{ height: `${(rows.length - last) * seen.height}px` }}></td></tr>`}
    </tbody>
  </table></div>`;
}

/** @typedef {{ top: number, view: number, height: number }} Seen */

/** Take the measures of what is in sight where they differ. @param {HTMLElement | null} box @param {Seen | null} known @param {(change: (seen: Seen) => Seen) => void} look */
function measured(box, known, look) {
  if (!box) return;
  const height = box.querySelector("tbody tr:not(.leads-gap)")?.getBoundingClientRect().height || known?.height;
  look((seen) => {
    const now = { top: box.scrollTop, view: box.clientHeight, height: height ?? seen.height };
    const same = now.top === seen.top && now.view === seen.view && Math.abs(now.height - seen.height) < 0.5;
    return same ? seen : now;
  });
}

/** @param {HTMLElement | null} box @param {() => void} changed */
function watched(box, changed) {
  const observer = new ResizeObserver(changed);
  if (box) observer.observe(box);
  return () => observer.disconnect();
}

/** Bring the row at the cursor into sight and give it the focus. @param {Workspace} workspace @param {{ current: HTMLElement | null }} box @param {number} height */
function useCursor(workspace, box, height) {
  const cursor = workspace.cursor.value;
  useEffect(() => {
    const place = workspace.list.peek().findIndex((row) => row.lead === cursor);
    if (place < 0 || !box.current) return;
    reveal(box.current, place, height);
    const focused = document.activeElement;
    if (focused && focused !== document.body && !box.current.contains(focused)) return;
    requestAnimationFrame(() => document.getElementById(`lead-${cursor}`)?.focus({ preventScroll: true }));
  }, [cursor]);
}

/** @param {HTMLElement} box @param {number} place @param {number} height */
function reveal(box, place, height) {
  const head = box.querySelector("thead")?.getBoundingClientRect().height ?? 0;
  const [top, bottom] = [place * height, (place + 1) * height + head];
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

/** @param {{ workspace: Workspace }} props */
function Heads({ workspace }) {
  const { words, works, list, picked } = workspace;
  const all = picked.value.size > 0 && picked.value.size >= list.value.length;
  return html`<thead><tr>
    ${works && html`<th scope="col" class="lead-pick"><label><span class="visually-hidden">${words.say("Pick all")}</span><input type="checkbox" checked=${all} indeterminate=${picked.value.size > 0 && !all} onChange=${() => workspace.pickAll()} /></label></th>`}
    <${Head} workspace=${workspace} sort="name" text=${words.say("Investor")} />
    <th scope="col" class="lead-project">${words.say("Project")}</th>
    <th scope="col" class="lead-interest">${words.say("Interest")}</th>
    <${Head} workspace=${workspace} sort="score" text=${words.say("Score")} />
    <${Head} workspace=${workspace} sort="stage" text=${words.say("Progress")} />
    <th scope="col" class="lead-owner">${words.say("Owner")}</th>
    <${Head} workspace=${workspace} sort="due" text=${words.say("Next step")} />
    <${Head} workspace=${workspace} sort="latest" text=${words.say("Last signal")} />
  </tr></thead>`;
}

/** @param {{ workspace: Workspace, sort: string, text: string }} props */
function Head({ workspace, sort, text }) {
  const { query } = workspace;
  const sorted = (query.value.sort ?? "latest") === sort;
  const direction = sort === "latest" || sort === "score" ? "descending" : "ascending";
  return html`<th scope="col" class=${`lead-by-${sort}`} aria-sort=${sorted ? direction : undefined}><a href=${address(query.value, { sort })} onClick=${follow(workspace, { sort })}>${text}${sorted && html`<${Icon} name=${direction === "descending" ? "arrow-down" : "arrow-up"} />`}</a></th>`;
}
