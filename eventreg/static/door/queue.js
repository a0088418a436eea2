/** Scans on their way to the server: on the disk before anything is said of them, until the server has answered. */

import { Problem } from "./api.js";

const MOST = 100; // scans in one request
const PAUSES = [2000, 4000, 8000, 15000]; // milliseconds before the next try

/**
 * A scan that waits. `scan` is its form on the disk, which never holds a ticket, only its hash, nor any name. `entry` is
 * the roster's entry that it admits, `day` and `verdict` what this device makes of it, `shown` the verdict that somebody
 * has seen, or null.
 * @typedef {object} Item
 * @property {number} [order]
 * @property {number} event
 * @property {object} scan
 * @property {number | null} entry
 * @property {string | null} day
 * @property {string | null} verdict
 * @property {string | null} shown
 */

/**
 * What the queue tells of scans that it delivers later.
 * @typedef {object} Listener
 * @property {(items: Item[], results: object[], counts: object) => void} answered
 * @property {(items: Item[], problem: Problem) => void} delayed they are kept and tried again
 * @property {(items: Item[], problem: Problem) => void} refused they are given up
 * @property {(problem: Problem) => void} ended the token is none; what waits is kept
 */

/** What waits for one event; `send` is given scans and returns the API's answer, or throws Problem. */
export class Queue {
  #store;
  #event;
  #send;
  #listener;
  #asking = new Set(); // scans whose first answer is awaited
  #busy = false;
  #again = false;
  #failures = 0;
  #size = MOST;
  #timer = 0;

  /**
   * @param {import("./store.js").Store} store
   * @param {number} eventId
   * @param {(scans: object[]) => Promise<{results: object[], counts: object}>} send
   * @param {Listener} listener
   */
  constructor(store, eventId, send, listener) {
    this.#store = store;
    this.#event = eventId;
    this.#send = send;
    this.#listener = listener;
  }

  /** Return how many scans the server has not answered yet. @returns {Promise<number>} */
  count() {
    return this.#store.read("queue", (queue) => queue.index("event").count(this.#event));
  }

  /**
   * Return the scans that wait for one entry of the roster.
   * @param {number} entry
   * @returns {Promise<import("./rules.js").Own[]>}
   */
  async of(entry) {
    const items = await this.#store.read("queue", (queue) => queue.index("entry").getAll(entry));
    return items.map(({ scan, day, verdict }) => ({ id: scan.id, at: scan.at, undoes: scan.undoes, entry, day, verdict }));
  }

  /**
   * Put scans on the disk; a scan that was there is written anew.
   * @param {Item[]} items
   */
  keep(items) {
    const put = (queue, item) => {
      queue.put(item).onsuccess = ({ target }) => (item.order = target.result);
    };
    return this.#store.write("queue", (queue) => items.forEach((item) => put(queue, item)), "strict");
  }

  /**
   * Send scans that have just been made; they leave the queue when the server has answered, else they are sent later.
   * Throws Problem.
   * @param {Item[]} items
   * @param {object[]} scans the items' scans as they are sent this once
   * @param {Promise<void>} kept
   * @returns {Promise<{results: object[], counts: object}>}
   */
  async ask(items, scans, kept) {
    for (const { id } of scans) this.#asking.add(id);
    try {
      const answer = await this.#send(scans);
      this.#failures = 0;
      await this.#forget(items, kept);
      return answer;
    } catch (error) {
      if (isRefusal(error)) await this.#forget(items, kept);
      else this.#later();
      throw error;
    } finally {
      for (const { id } of scans) this.#asking.delete(id);
    }
  }

  /** Send what waits, now; while a request is under way, as soon as it has ended. */
  async flush() {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.#timer = clearTimeout(this.#timer);
        while (await this.#sendSome());
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Send what waits after a while, unless that is intended already. */
  retry() {
    if (!this.#timer) this.#later();
  }

  /** Say whether there is more to be sent now. */
  async #sendSome() {
    const items = await this.#next();
    if (!items.length) return false;
    try {
      const { results, counts } = await this.#send(items.map((item) => item.scan));
      await this.#drop(items);
      this.#failures = 0;
      this.#size = Math.min(MOST, this.#size * 10);
      this.#listener.answered(items, results, counts);
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return this.#fail(items, problem);
    }
  }

  async #next() {
    const most = MOST + this.#asking.size;
    const waiting = await this.#store.read("queue", (queue) => queue.index("event").getAll(this.#event, most));
    return waiting.filter((item) => !this.#asking.has(item.scan.id)).slice(0, this.#size);
  }

  async #fail(items, problem) {
    if (problem.status === 401) {
      this.#listener.ended(problem);
    } else if (isRefusal(problem)) {
      await this.#drop(items);
      this.#listener.refused(items, problem);
      return true;
    } else {
      if (problem.status >= 500) await this.#shrink(items);
      this.#later();
      this.#listener.delayed(items, problem);
    }
    return false;
  }

  /** Where the server itself failed one scan may be the reason: send fewer, and let the others go before it. */
  async #shrink(items) {
    const [{ order, ...item }, ...others] = items;
    if (!others.length) {
      const move = (queue) => queue.delete(order) && queue.put(item);
      await this.#store.write("queue", move, "strict");
    }
    this.#size = Math.ceil(Math.min(this.#size, items.length) / 10);
  }

  #later() {
    clearTimeout(this.#timer);
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  /** Drop scans that were answered while they were still being kept; one that stays after all is sent again. */
  #forget(items, kept) {
    return kept.then(() => this.#drop(items)).catch(() => {});
  }

  #drop(items) {
    return this.#store.write("queue", (queue) => items.forEach((item) => queue.delete(item.order)), "strict");
  }
}

/** Whether the server will never take these scans. */
function isRefusal(error) {
  return error instanceof Problem && !error.passes && error.status !== 401;
}
