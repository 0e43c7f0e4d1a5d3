/** Bring a part of the page up to what the server says now, by as little as differs: focus, scroll and folds stay. */

/** What a reader did, which the server knows nothing of. */
const THEIRS = new Set(["open"]);

/** @param {Node} old on the page @param {Node} fresh of a document of its own; parts of it move over */
export function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) old.parentNode?.replaceChild(fresh, old);
  else if (old instanceof Element && fresh instanceof Element) renewElement(old, fresh);
  else old.nodeValue = fresh.nodeValue;
}

/** @param {Element} old @param {Element} fresh */
function renewElement(old, fresh) {
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name) && !THEIRS.has(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!THEIRS.has(name)) old.setAttribute(name, value);
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  for (const [place, node] of after.entries()) {
    const there = before[place];
    if (there) renew(there, node);
    else old.append(node);
  }
  for (const gone of before.slice(after.length)) gone.remove();
}
