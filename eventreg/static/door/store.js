/** The database of this device: what a door needs to go on without a network, and nothing else (DESIGN.md 5). */

const NAME = "eventreg-door";
const VERSION = 1;

/** Opened once a page; every call is one transaction. */
export class Store {
  #database;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
    database.onversionchange = () => database.close(); // a page of a newer release brings another form
  }

  /**
   * Open the database; rejects where the browser keeps nothing.
   * @returns {Promise<Store>}
   */
  static async open() {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => build(request.result);
    return new Store(await done(request));
  }

  /**
   * Read from some stores.
   * @template T
   * @param {string | string[]} names
   * @param {(...stores: IDBObjectStore[]) => IDBRequest<T>} ask
   * @returns {Promise<T>}
   */
  read(names, ask) {
    const transaction = this.#database.transaction(names, "readonly");
    return done(ask(...[names].flat().map((name) => transaction.objectStore(name))));
  }

  /**
   * Write to some stores, all of it or nothing.
   * @param {string | string[]} names
   * @param {(...stores: IDBObjectStore[]) => unknown} change
   * @param {"strict" | "relaxed"} [durability] what is written strictly outlives a battery that is pulled out
   * @returns {Promise<void>}
   */
  write(names, change, durability = "relaxed") {
    const transaction = this.#database.transaction(names, "readwrite", { durability });
    change(...[names].flat().map((name) => transaction.objectStore(name)));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/**
 * Return what a request finds.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function build(database) {
  database.createObjectStore("pass");
  database.createObjectStore("meta");
  const roster = database.createObjectStore("roster", { keyPath: "id" });
  roster.createIndex("token_hash", "token_hash");
  roster.createIndex("code", "code");
  const queue = database.createObjectStore("queue", { keyPath: "order", autoIncrement: true });
  queue.createIndex("event", "event");
  queue.createIndex("entry", "entry");
}
