/** What hands do at a door besides scanning: searching, letting in without a ticket or against a refusal, practising. */

import { Override, namedBy } from "./override.js";
import { Practice, offerPractice } from "./practice.js";
import { dayOf } from "./rules.js";
import { seal } from "./seal.js";
import { Search } from "./search.js";
import { WalkIn } from "./walk-in.js";

/**
 * What the hands ask of the door.
 * @typedef {object} Wishes
 * @property {(named: object, way: string, known: {name?: string, code?: string}, more?: object) => void} admit
 * @property {() => import("./roster.js").Roster} roster
 * @property {() => {present: number, confirmed: number}} counts
 * @property {(counts: {present: number, confirmed: number} | null) => void} practised practice has begun, or goes on
 * @property {() => void} changed practice has begun or ended: what was before is another matter
 */

/** The dialogs of one page. */
export class Hands {
  #pass;
  #wishes;
  #override;
  #practice = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./pass.js").Pass} pass
   * @param {string} lang
   * @param {Wishes} wishes
   */
  constructor(root, pass, lang, wishes) {
    this.#pass = pass;
    this.#wishes = wishes;
    const looking = {
      people: async () => this.#practice?.people ?? wishes.roster().all(),
      today: () => this.#today,
      found: ({ id, name }) => wishes.admit({ registration: id }, "search", { name }),
    };
    new Search(root, lang, looking);
    new WalkIn(root, pass.walk_in, lang, {
      ...looking,
      counts: wishes.counts,
      seal: (content) => this.#seal(content),
      walkedIn: (sealed, name) => wishes.admit({ sealed }, "walk_in", { name }),
    });
    this.#override = new Override(root, this.#days, lang, {
      today: looking.today,
      overridden: ({ scan, known }, more) => wishes.admit(namedBy(scan), scan.way, known, more),
    });
    offerPractice(root, { begin: () => this.#begin(), end: () => this.#end(), typed: (code) => this.#type(code) });
  }

  /** The practice that is under way, which answers in place of the post; or null. @returns {Practice | null} */
  get practice() {
    return this.#practice;
  }

  /**
   * Hear what was shown of a scan, which a supervisor may override.
   * @param {object} scan
   * @param {import("./verdict.js").Slots} words
   */
  hear(scan, words) {
    this.#override.about(scan, words);
  }

  get #days() {
    return this.#pass.event.days.map(({ date }) => date);
  }

  get #today() {
    return dayOf(new Date().toISOString(), this.#pass.event.zone);
  }

  /** In practice nothing is sealed, since nothing is sent. */
  async #seal(content) {
    if (this.#practice) return "";
    return seal(this.#wishes.roster().about.key, content);
  }

  #begin() {
    this.#practice = new Practice(this.#days, this.#today, this.#pass.door, this.#wishes.practised);
    this.#wishes.practised(this.#practice.counts);
    this.#wishes.changed();
  }

  #end() {
    this.#practice = null;
    this.#wishes.practised(null);
    this.#wishes.changed();
  }

  #type(code) {
    if (!this.#practice) this.#begin();
    this.#wishes.admit({ code }, "code", { code });
  }
}
