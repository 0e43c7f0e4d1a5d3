/**
 * Documents on their way to the server, and those that were taken away in this visit, until it is undone.
 *
 * @import { Signal } from "@preact/signals"
 * @import { Material } from "../../core/materials.js"
 * @import { Seat } from "../../pages/seat.js"
 * @import { Materials } from "../materials.js"
 */
import { signal } from "@preact/signals";

import { LIMIT, addUrl } from "../../core/materials.js";
import { Refused, patch } from "../../net/read.js";
import { upload } from "../../net/upload.js";
import { toast } from "../toast.js";

/**
 * A file that goes, or that did not arrive and why; what never can is not tried again.
 *
 * @typedef {{ id: number, file: File, project: string, investors: boolean, share: number, why: string, again: boolean, cancel: () => void }} Sending
 */

export class Adding {
  #last = 0;

  /** @type {Signal<readonly Sending[]>} */
  sending = signal([]);

  /** @type {Signal<readonly Material[]>} */
  removed = signal([]);

  /** @param {Seat} place @param {Materials} materials */
  constructor(place, materials) {
    this.place = place;
    this.materials = materials;
  }

  /** @param {Iterable<File>} files @param {string} project @param {boolean} investors whether they are kept from the audience */
  add(files, project, investors) {
    for (const file of files) {
      const one = { id: ++this.#last, file, project, investors, share: 0, why: "", again: true, cancel: () => {} };
      this.sending.value = [...this.sending.peek(), one];
      if (file.size > LIMIT) this.#put(one.id, { why: this.words.say("Larger than 20 MB."), again: false });
      else void this.#send(one);
    }
  }

  /** @param {Sending} one */
  retry(one) {
    this.#put(one.id, { why: "", share: 0 });
    void this.#send(one);
  }

  /** Stop it where it goes, and forget it. @param {Sending} one */
  drop(one) {
    this.sending.value = this.sending.peek().filter(({ id }) => id !== one.id);
    one.cancel();
  }

  /** @param {Material} material @param {{ name?: string, investors?: boolean, removed?: boolean }} change */
  async change(material, change) {
    try {
      const after = await patch(`/api/seats/${this.place.boot.seat}/materials/${material.material}`, change, fetch.bind(globalThis));
      this.materials.take(after);
      this.removed.value = [...this.removed.peek().filter((one) => one.material !== after.material), ...(after.removed ? [after] : [])];
    } catch (error) {
      toast(this.#why(error), "danger");
    }
  }

  get words() {
    return this.place.words.value;
  }

  /** @param {Sending} one */
  async #send({ id, file, project, investors }) {
    const url = addUrl(this.place.boot.seat, project, file.name, investors);
    const { done, cancel } = upload(url, file, (share) => this.#put(id, { share }), () => new XMLHttpRequest());
    this.#put(id, { cancel });
    try {
      this.materials.take(await done);
      this.sending.value = this.sending.peek().filter((one) => one.id !== id);
    } catch (error) {
      const again = !(error instanceof Refused && error.problem.code === "material_refused");
      this.#put(id, { why: this.#why(error), again, cancel: () => {} });
    }
  }

  /** @param {unknown} error */
  #why(error) {
    return error instanceof Refused ? error.problem.title : this.words.say("No connection. Nothing was saved.");
  }

  /** @param {number} id @param {Partial<Sending>} change */
  #put(id, change) {
    this.sending.value = this.sending.peek().map((one) => (one.id === id ? { ...one, ...change } : one));
  }
}
