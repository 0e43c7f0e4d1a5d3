/** The receipt of one's own intent: a file to keep, and a code that anybody may check. */
import { useEffect, useState } from "preact/hooks";

import { read } from "../../net/read.js";
import { Dialog } from "../dialog.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { OwnIntentView } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** @typedef {{ link: string, qr: string }} ReceiptLink */

/** @param {{ room: Room, intent: OwnIntentView }} props */
export function Receipt({ room, intent }) {
  const { words } = room;
  const answers = { confirmed: words.say("Receipt of the confirmation"), retracted: words.say("Receipt of the retraction") };
  const name = Object.entries(answers).find(([state]) => state === intent.state)?.[1];
  return html`<${One} room=${room} intent=${intent} name=${words.say("Receipt")} />${name && html`<${One} room=${room} intent=${intent} name=${name} answer />`}`;
}

/** @param {{ room: Room, intent: OwnIntentView, name: string, answer?: boolean }} props */
function One({ room, intent, name, answer = false }) {
  const [open, setOpen] = useState(false);
  return html`<button class="button quiet small" aria-haspopup="dialog" onClick=${() => setOpen(true)}><${Icon} name="receipt" />${name}</button>
    ${open && html`<${Sheet} room=${room} intent=${intent} answer=${answer} onDone=${() => setOpen(false)} />`}`;
}

/** @param {{ room: Room, intent: OwnIntentView, answer: boolean, onDone: () => void }} props */
function Sheet({ room, intent, answer, onDone }) {
  const { words, seat } = room;
  const [of, part] = answer ? ["?of=answer", `-${intent.state}`] : ["", ""];
  const file = `/api/seats/${seat.boot.seat}/receipts/${intent.intent}`;
  const link = useLink(`${file}/link${of}`);
  /** @param {boolean} yes */
  const close = (yes) => {
    if (yes) save(`${file}${of}`, `roadshow-receipt-${intent.intent}-v${intent.version}${part}.json`);
    onDone();
  };
  return html`<${Dialog} title=${words.say("Your receipt")} yes=${words.say("Download")} no=${words.say("Close")} onAnswer=${close}>
    <p>${words.say("It proves what you stated, and when. Keep the file: it holds your name and comment too.")}</p>
    ${link && html`<div class="qr receipt-qr"><img src=${`data:image/svg+xml,${encodeURIComponent(link.qr)}`} alt=${words.say("QR code of the receipt, without your name and comment")} /></div>
      <p class="small soft">${words.say("Whoever scans this sees what was stated and that it is genuine, but not your name and comment.")} <a href=${link.link} target="_blank">${words.say("Check it yourself")}</a></p>`}
  <//>`;
}

/** The link and its code, once they are there; without a network the file may still be. @param {string} url */
function useLink(url) {
  const [link, setLink] = useState(/** @type {ReceiptLink | null} */ (null));
  useEffect(() => void read(url, (input, init) => fetch(input, init)).then(setLink, () => null), [url]);
  return link;
}

/** @param {string} url @param {string} name */
function save(url, name) {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
