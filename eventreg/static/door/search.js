/** Letting somebody in by name: the dialog in which a desk searches its list. */

import { Finder } from "./finder.js";
import { showPeople } from "./people.js";
import { fillSlots } from "./verdict.js";

const MOST = 30;

/**
 * What the search asks of the door.
 * @typedef {object} Wishes
 * @property {() => Promise<Iterable<object>>} people the roster's entries
 * @property {() => string} today YYYY-MM-DD
 * @property {(person: import("./finder.js").Found) => void} found somebody was picked
 */

/** The search of one page. */
export class Search {
  #dialog;
  #lang;
  #wishes;
  #finder = new Finder([]);

  /** @param {HTMLElement} root @param {string} lang @param {Wishes} wishes */
  constructor(root, lang, wishes) {
    this.#dialog = root.querySelector("#searching");
    this.#lang = lang;
    this.#wishes = wishes;
    if (!this.#dialog) return;
    this.#dialog.addEventListener("input", () => this.#look());
    this.#dialog.addEventListener("shown", () => this.#open());
    this.#dialog.addEventListener("close", () => this.#close());
  }

  async #open() {
    this.#look();
    this.#finder = new Finder(await this.#wishes.people());
    this.#look();
  }

  #close() {
    this.#dialog.querySelector("input").value = "";
    this.#finder = new Finder([]); // names stay no longer than they are looked for
    this.#look();
  }

  #look() {
    const wanted = this.#dialog.querySelector("input").value;
    const found = this.#finder.find(wanted, this.#wishes.today());
    this.#note(wanted, found.length);
    showPeople(this.#dialog.querySelector("[data-people]"), found.slice(0, MOST), this.#lang, (person) => {
      this.#dialog.close();
      this.#wishes.found(person);
    });
  }

  #note(wanted, number) {
    const none = this.#finder.asks(wanted) ? "none" : "";
    const said = !this.#finder.size ? "nameless" : number > MOST ? "more" : number ? "found" : none;
    for (const note of this.#dialog.querySelectorAll("[data-note]")) {
      note.hidden = note.dataset.note !== said;
      fillSlots(note, { number: String(number) });
    }
  }
}
