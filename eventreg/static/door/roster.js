/** The list of those who may come, as this device keeps it: fetched by cursor, refreshed while there is a connection. */

const META = "roster";
const WHOLE = 3600000; // milliseconds after which the whole list is read again, in case the server's was restored

/**
 * An entry as DESIGN.md 6 describes it.
 * @typedef {object} Entry
 * @property {number} id
 * @property {string} token_hash
 * @property {string} code
 * @property {string} box
 * @property {string} [name]
 * @property {string} [organisation]
 * @property {string} status
 * @property {Record<string, {at: string, door: string, standing: string[]}>} present
 * @property {number} [merged_into]
 */

/**
 * What is known of the whole list. `fresh_at` is when it was last found up to date, `key` seals what only the server reads.
 * @typedef {object} About
 * @property {string} cursor
 * @property {boolean} complete
 * @property {number} [fresh_at]
 * @property {number} [whole_at]
 * @property {string[]} days
 * @property {object} [event]
 * @property {object} [key]
 */

/** The roster of one event. */
export class Roster {
  #store;
  #about = { cursor: "", complete: false, days: [] };
  #touched = new Map(); // entries that a scan's answer has changed: what was read before that is older
  #busy = false;
  #closed = false;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** Read what an earlier visit left of it. */
  async load() {
    this.#about = (await this.#store.read("meta", (meta) => meta.get(META))) ?? this.#about;
  }

  /** What is known of the list. @returns {About} */
  get about() {
    return this.#about;
  }

  /** Write nothing any more: what comes in late is dropped. */
  close() {
    this.#closed = true;
  }

  /**
   * Read what has changed; does nothing while that is under way. Throws what `fetchPage` throws.
   * @param {(cursor: string) => Promise<{cursor: string, event: object, key: object, entries: object[]}>} fetchPage
   */
  async refresh(fetchPage) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#read(fetchPage);
    } catch (problem) {
      if (problem.status === 400) this.#about = { ...this.#about, cursor: "", complete: false }; // not its cursor: begin anew
      throw problem;
    } finally {
      this.#busy = false;
    }
  }

  async #read(fetchPage) {
    const anew = this.#about.complete && Date.now() - this.#about.whole_at > WHOLE;
    const seen = anew ? new Set() : null;
    let cursor = anew ? "" : this.#about.cursor;
    for (;;) {
      const began = performance.now();
      const page = await fetchPage(cursor);
      if (this.#closed) return;
      cursor = page.cursor;
      for (const entry of page.entries) seen?.add(entry.id);
      if (!page.entries.length) return this.#end(page, seen);
      await this.#put(page, began, anew ? this.#about.cursor : cursor);
    }
  }

  async #put(page, began, cursor) {
    const about = { ...this.#about, cursor };
    await this.#store.write(["roster", "meta"], (roster, meta) => {
      for (const entry of page.entries) {
        if (entry.status === "gone") roster.delete(entry.id);
        else roster.put(this.#younger(entry, began));
      }
      meta.put(about, META);
    });
    this.#about = about;
  }

  #younger(entry, began) {
    const touched = this.#touched.get(entry.id);
    return touched?.at > began ? { ...entry, present: touched.present } : entry;
  }

  async #end(page, seen) {
    const whole = seen || !this.#about.complete;
    const days = page.event.days.map((day) => day.date);
    const more = { complete: true, fresh_at: Date.now(), days, event: page.event, key: page.key, cursor: page.cursor };
    const about = { ...this.#about, ...more, ...(whole && { whole_at: Date.now() }) };
    await this.#store.write(["roster", "meta"], (roster, meta) => {
      meta.put(about, META);
      if (seen) roster.getAllKeys().onsuccess = ({ target }) => forgetOthers(roster, target.result, seen);
    });
    this.#about = about;
  }

  /**
   * Return the entry of what was scanned, or nothing.
   * @param {{ticket_hash?: string, code?: string, registration?: number}} scan
   * @returns {Promise<Entry | undefined>}
   */
  find({ ticket_hash: hash, code, registration }) {
    return this.#store.read("roster", (roster) => {
      if (hash) return roster.index("token_hash").get(hash);
      return code ? roster.index("code").get(code) : roster.get(registration ?? 0);
    });
  }

  /**
   * Return the entry that a ticket admits: where two sign-ups were merged, the one that stayed.
   * @param {Entry} entry
   * @returns {Promise<Entry>}
   */
  async admitted(entry) {
    if (!entry.merged_into) return entry;
    const stays = await this.#store.read("roster", (roster) => roster.get(entry.merged_into));
    return stays ?? { ...entry, id: entry.merged_into };
  }

  /** Return all entries, for a search. @returns {Promise<Entry[]>} */
  all() {
    return this.#store.read("roster", (roster) => roster.getAll());
  }

  /**
   * Note who is present on a day, as the server has answered.
   * @param {number} id of the entry that was admitted
   * @param {{day: string, first_at: string | null, first_door: string | null, standing: string[]}} result
   */
  note(id, { day, first_at: at, first_door: door, standing }) {
    const change = (roster, entry) => {
      if (!entry) return;
      const { [day]: _, ...others } = entry.present;
      const present = standing.length ? { ...others, [day]: { at, door, standing } } : others;
      this.#touched.set(id, { at: performance.now(), present });
      roster.put({ ...entry, present });
    };
    return this.#store.write("roster", (roster) => {
      roster.get(id).onsuccess = ({ target }) => change(roster, target.result);
    });
  }
}

function forgetOthers(roster, ids, seen) {
  for (const id of ids) if (!seen.has(id)) roster.delete(id);
}
