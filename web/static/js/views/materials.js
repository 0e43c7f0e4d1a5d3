/** The documents that a seat may have, asked for anew rather than told, and a line of each. */
import { signal } from "@preact/signals";

import { contentUrl, ofProject, sizeOf, withOne } from "../core/materials.js";
import { read } from "../net/read.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Material } from "../core/materials.js" */
/** @import { Words } from "../core/words.js" */

export class Materials {
  /** @type {Signal<readonly Material[]>} */
  all = signal([]);

  /** Whether the list could not be had. @type {Signal<boolean>} */
  failed = signal(false);

  /** @param {string} seat */
  constructor(seat) {
    this.seat = seat;
  }

  /** What was read before stays until something else has come. */
  async read() {
    try {
      this.all.value = await read(`/api/seats/${this.seat}/materials`, fetch.bind(globalThis));
      this.failed.value = false;
    } catch {
      this.failed.value = true;
    }
  }

  /** @param {Material} material */
  take(material) {
    this.all.value = withOne(this.all.peek(), material);
  }

  /** @param {string | null | undefined} project */
  of(project) {
    return ofProject(this.all.value, project);
  }
}

/** What it is, its name and how large; one tap downloads it. @param {{ words: Words, seat: string, material: Material }} props */
export function Download({ words, seat, material }) {
  return html`<a class="material" href=${contentUrl(seat, material)} download=${material.name}>
    <span class="badge material-kind">${material.kind.toUpperCase()}</span>
    <span class="material-name">${material.name}</span>
    <span class="small faint figures">${sizeOf(material.size, words.locale)}</span>
    <${Icon} name="download" /><span class="visually-hidden">${words.say("Download")}</span></a>`;
}
