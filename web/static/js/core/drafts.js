/**
 * What a person has written and not sent: one text or form under a name, kept over a reload.
 *
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Shelf
 */

const PREFIX = "roadshow.draft.";

/** Let go of all drafts of every seat. @param {Storage} storage */
export function dropDrafts(storage) {
  for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
}

export class Drafts {
  #shelf;
  #seat;

  /** @param {string} seat a draft belongs to one seat @param {Shelf} shelf */
  constructor(seat, shelf) {
    this.#seat = seat;
    this.#shelf = shelf;
  }

  /**
   * What was kept, or `otherwise` where that is nothing or not of its shape.
   *
   * @template T
   * @param {string} name
   * @param {T} otherwise
   * @returns {T}
   */
  read(name, otherwise) {
    try {
      const kept = JSON.parse(this.#shelf.getItem(this.#key(name)) ?? "null");
      return typeof kept === typeof otherwise && kept !== null ? kept : otherwise;
    } catch {
      return otherwise;
    }
  }

  /** @param {string} name @param {unknown} draft */
  keep(name, draft) {
    try {
      this.#shelf.setItem(this.#key(name), JSON.stringify(draft));
    } catch {
      // A full or forbidden storage loses drafts over a reload, and nothing else.
    }
  }

  /** @param {string} name */
  drop(name) {
    this.#shelf.removeItem(this.#key(name));
  }

  /** @param {string} name */
  #key(name) {
    return `${PREFIX}${this.#seat}.${name}`;
  }
}
