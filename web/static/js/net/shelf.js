/**
 * Where the outbox keeps its entries: in IndexedDB, or in memory where a browser gives none (private windows).
 *
 * @import { Entry } from "./outbox.js"
 */

/**
 * Entries by their key, which sorts by age.
 *
 * @typedef {object} Shelf
 * @property {(seat: string) => Promise<Entry[]>} of the entries of a seat, oldest first
 * @property {(entry: Entry) => Promise<void>} put on disk before it returns
 * @property {(key: string) => Promise<void>} remove
 * @property {() => Promise<number>} count the entries of all seats
 * @property {() => Promise<void>} clear removes them
 * @property {boolean} durable whether entries outlive the page
 */

/** @returns {Shelf} */
export function memoryShelf() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  return {
    durable: false,
    of: async (seat) => [...entries.values()].filter((entry) => entry.seat === seat).sort(byKey),
    put: async (entry) => void entries.set(entry.key, structuredClone(entry)),
    remove: async (key) => void entries.delete(key),
    count: async () => entries.size,
    clear: async () => entries.clear(),
  };
}

/** @param {IDBFactory} factory @returns {Promise<Shelf>} */
export async function openShelf(factory) {
  try {
    return databaseShelf(await database(factory));
  } catch {
    return memoryShelf();
  }
}

/** @param {IDBFactory} factory @returns {Promise<IDBDatabase>} */
function database(factory) {
  const opening = factory.open("roadshow", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("outbox", { keyPath: "key" }).createIndex("seat", "seat");
  };
  return done(opening);
}

/** @param {IDBDatabase} db @returns {Shelf} */
function databaseShelf(db) {
  /** @param {(store: IDBObjectStore) => void} change */
  const write = (change) =>
    new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      // Without strict durability Chromium answers before the disk has it.
      const transaction = db.transaction("outbox", "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      change(transaction.objectStore("outbox"));
    });
  return {
    durable: true,
    of: async (seat) => (await done(db.transaction("outbox").objectStore("outbox").index("seat").getAll(seat))).sort(byKey),
    put: (entry) => write((store) => store.put(entry)),
    remove: (key) => write((store) => store.delete(key)),
    count: () => done(db.transaction("outbox").objectStore("outbox").count()),
    clear: () => write((store) => store.clear()),
  };
}

/** @param {Entry} a @param {Entry} b */
const byKey = (a, b) => (a.key < b.key ? -1 : 1);

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
