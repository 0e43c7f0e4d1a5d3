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
    return databaseShelf(reopening(factory, await database(factory)));
  } catch {
    return memoryShelf();
  }
}

/** Works on a database that is open. @typedef {<T>(work: (db: IDBDatabase) => Promise<T>) => Promise<T>} Using */

/**
 * Browsers close databases under pages (Safari while a page is in the background), and whatever is asked of one then
 * fails. It is opened again and asked once more, which all that a shelf does may be.
 *
 * @param {IDBFactory} factory @param {IDBDatabase} db @returns {Using}
 */
const reopening = (factory, db) => async (work) => {
  try {
    return await work(db);
  } catch {
    db.close();
    db = await database(factory);
    return work(db);
  }
};

/** @param {IDBFactory} factory @returns {Promise<IDBDatabase>} */
function database(factory) {
  const opening = factory.open("roadshow", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("outbox", { keyPath: "key" }).createIndex("seat", "seat");
  };
  return done(opening);
}

/** @param {Using} using @returns {Shelf} */
function databaseShelf(using) {
  /** @template T @param {(store: IDBObjectStore) => IDBRequest<T>} ask */
  const read = (ask) => using(async (db) => done(ask(db.transaction("outbox").objectStore("outbox"))));
  /** @param {(store: IDBObjectStore) => void} change */
  const write = (change) => using(async (db) => written(db, change));
  return {
    durable: true,
    of: async (seat) => (await read((store) => store.index("seat").getAll(seat))).sort(byKey),
    put: (entry) => write((store) => store.put(entry)),
    remove: (key) => write((store) => store.delete(key)),
    count: () => read((store) => store.count()),
    clear: () => write((store) => store.clear()),
  };
}

/** @param {IDBDatabase} db @param {(store: IDBObjectStore) => void} change @returns {Promise<void>} */
function written(db, change) {
  return new Promise((resolve, reject) => {
    // Without strict durability Chromium answers before the disk has it.
    const transaction = db.transaction("outbox", "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    change(transaction.objectStore("outbox"));
  });
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
