/** Changes of the network that a page hears of. */

/** Hear of a network that is back, and of another kind of network where the browser tells it; returns what stops it. @param {() => void} changed */
export function followNetwork(changed) {
  const connection = /** @type {(EventTarget & { type?: string }) | undefined} */ (/** @type {any} */ (navigator).connection);
  let kind = connection?.type;
  // The event tells of every new estimate of the speed, too.
  const look = () => {
    if (connection?.type === kind) return;
    kind = connection?.type;
    if (kind !== "none") changed();
  };
  addEventListener("online", changed);
  connection?.addEventListener("change", look);
  return () => {
    removeEventListener("online", changed);
    connection?.removeEventListener("change", look);
  };
}
