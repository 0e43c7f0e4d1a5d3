/**
 * What a script adds to a project's report: it stays as the server has it while it is looked at, and before the pitch
 * is over, it comes as soon as it is there.
 */
import { renew } from "../views/renew.js";

/** Who watched is recorded this often. */
const ROUND = 10_000;

/** What the server called the page that was read last; empty before. */
let tag = "";
let reading = false;

/** Ask for the page where it is another than the one read last. */
function look() {
  if (document.hidden || reading) return;
  reading = true;
  // Not fetch: a document is parsed here alone without a sink that the page's policy forbids.
  const asked = new XMLHttpRequest();
  asked.open("GET", location.href);
  asked.responseType = "document";
  asked.setRequestHeader("Accept", "text/html");
  if (tag) asked.setRequestHeader("If-None-Match", tag);
  asked.onload = () => took(asked);
  asked.onloadend = () => (reading = false);
  asked.send();
}

/** @param {XMLHttpRequest} asked */
function took(asked) {
  if (asked.status !== 200) return;
  tag = asked.getResponseHeader("ETag") ?? "";
  const [old, fresh] = [document, asked.response].map((one) => one?.querySelector("main.report"));
  if (old && fresh) renew(old, fresh);
  else if (fresh) location.reload();
}

setInterval(look, ROUND);
document.addEventListener("visibilitychange", look);
