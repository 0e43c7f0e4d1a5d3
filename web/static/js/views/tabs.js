/** Tabs by the ARIA pattern: arrows move, Home and End too, one tab stop. */
import { html } from "./html.js";

/**
 * @template {string} T
 * @typedef {{ name: T, label: string, count?: number }} Tab
 */

/** @type {Record<string, (place: number, count: number) => number>} */
const KEYS = {
  ArrowRight: (place, count) => (place + 1) % count,
  ArrowLeft: (place, count) => (place - 1 + count) % count,
  Home: () => 0,
  End: (_place, count) => count - 1,
};

/**
 * @template {string} T
 * @param {{ label: string, tabs: Tab<T>[], current: T, onPick: (name: T) => void }} props
 */
export function Tabs({ label, tabs, current, onPick }) {
  /** @param {KeyboardEvent} event */
  function move(event) {
    const to = KEYS[event.key]?.(tabs.findIndex((tab) => tab.name === current), tabs.length);
    const tab = to === undefined ? undefined : tabs[to];
    if (!tab) return;
    event.preventDefault();
    onPick(tab.name);
    document.getElementById(`tab-${tab.name}`)?.focus();
  }
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${move}>
    ${tabs.map(
      ({ name, label: text, count }) => html`<button key=${name} id=${`tab-${name}`} role="tab" type="button"
        aria-selected=${name === current} aria-controls=${`panel-${name}`} tabindex=${name === current ? 0 : -1}
        onClick=${() => onPick(name)}>${text}${count ? html`<span class="badge figures">${count}</span>` : null}</button>`,
    )}
  </div>`;
}
