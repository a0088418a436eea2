/** Scans on their way to the server: none is lost, whatever the network does. */

import { Problem } from "./api.js";
import { Store } from "./store.js";

const MOST = 100; // scans in one request
const PAUSES = [2000, 4000, 8000, 15000]; // milliseconds before the next try

/**
 * What the queue tells.
 * @typedef {object} Listener
 * @property {(entries: import("./entry.js").Entry[], results: object[], counts: object) => void} answered
 * @property {(entries: import("./entry.js").Entry[], problem: Problem) => void} delayed they are kept and tried again
 * @property {(entries: import("./entry.js").Entry[], problem: Problem) => void} refused they are given up
 * @property {(problem: Problem) => void} ended the pass is over; what waits is kept for the next one
 */

/** A queue for one event; `send` is given scans and returns the API's answer, or throws Problem. */
export class Queue {
  #entries;
  #store;
  #send;
  #listener;
  #busy = false;
  #failures = 0;
  #oneByOne = false;
  #timer = 0;

  /**
   * @param {number} eventId
   * @param {(scans: import("./entry.js").Scan[]) => Promise<{results: object[], counts: object}>} send
   * @param {Listener} listener
   */
  constructor(eventId, send, listener) {
    this.#send = send;
    this.#listener = listener;
    this.#store = new Store(eventId);
    const left = this.#store.list();
    this.#entries = left.map((scan) => ({ scan: { ...scan, offline: true }, kept: scan, late: true, speaks: true }));
  }

  /** How many scans the server has not answered yet. @returns {number} */
  get length() {
    return this.#entries.length;
  }

  /**
   * Put scans at the end and send what waits.
   * @param {import("./entry.js").Entry[]} entries
   */
  add(entries) {
    for (const entry of entries) this.#store.keep(entry.kept);
    this.#entries.push(...entries);
    return this.flush();
  }

  /** Send what waits, now; does nothing while a request is under way. */
  async flush() {
    if (this.#busy || !this.#entries.length) return;
    clearTimeout(this.#timer);
    this.#busy = true;
    const batch = this.#entries.slice(0, this.#oneByOne ? 1 : MOST);
    try {
      const { results, counts } = await this.#send(batch.map((entry) => entry.scan));
      this.#settle(batch);
      this.#listener.answered(batch, results, counts);
    } catch (error) {
      this.#fail(batch, error);
    } finally {
      this.#busy = false;
    }
    if (!this.#failures && this.#entries.length) await this.flush();
  }

  #settle(batch) {
    this.#failures = 0;
    for (const entry of batch) this.#store.drop(entry.kept);
    this.#entries = this.#entries.filter((entry) => !batch.includes(entry));
    this.#oneByOne &&= this.#entries.length > 0;
  }

  #fail(batch, error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) {
      this.#failures += 1; // waits for another pass
      this.#listener.ended(error);
    } else if (error.passes) {
      this.#delay(batch, error);
      this.#listener.delayed(batch, error);
    } else {
      this.#settle(batch);
      this.#listener.refused(batch, error);
    }
  }

  /** Try again later. Where the server itself failed, one scan may be the reason: let the others go before it. */
  #delay(batch, problem) {
    for (const entry of batch) {
      entry.late = true;
      entry.scan.offline = true;
    }
    this.#oneByOne = problem.status >= 500;
    if (this.#oneByOne && batch.length === 1) this.#entries.push(this.#entries.shift());
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.flush(), pause);
  }
}
