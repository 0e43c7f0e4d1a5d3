/**
 * A rehearsal as the set-up shows it while it goes on: which figures to write where, and when the page is out of date.
 *
 * @typedef {{ roadshow: string, state: string, progress: Record<string, any> | null }} Rehearsal
 */

/** What is written into each place of a running rehearsal. @param {Record<string, any> | null} progress @param {string} language @returns {{ figures: Record<string, string>, title: string, pitch: string }} */
export function shown(progress, language) {
  const names = ["second", "seconds", "viewers", "p50", "p99", "intents", "pictures", "errors"];
  const known = names.filter((name) => typeof progress?.[name] === "number");
  return {
    figures: Object.fromEntries(known.map((name) => [name, String(progress?.[name])])),
    title: String(progress?.title?.[language] ?? ""),
    pitch: String(progress?.pitch?.[language] || Object.values(progress?.pitch ?? {}).find(Boolean) || ""),
  };
}

/** Whether what is on the page is not what there is. @param {Map<string, string>} states by rehearsal @param {Rehearsal[]} found */
export function outdated(states, found) {
  return found.length !== states.size || found.some((one) => states.get(one.roadshow) !== one.state);
}
