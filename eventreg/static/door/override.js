/** A supervisor lets somebody in in spite of a refusal, and says why. */

import { day as written } from "./dates.js";
import { fillSlots } from "./verdict.js";

/** The dialog in which a refusal is overridden. */
export class Override {
  #dialog;
  #shown = null;
  #days;
  #today;
  #lang;

  /**
   * @param {HTMLElement} root
   * @param {string[]} days of the event, YYYY-MM-DD
   * @param {string} lang
   * @param {{today: () => string, overridden: (shown: {scan: object, known: object}, more: object) => void}} wishes
   */
  constructor(root, days, lang, wishes) {
    this.#dialog = root.querySelector("#overriding");
    this.#days = days;
    this.#lang = lang;
    this.#today = wishes.today;
    if (!this.#dialog) return;
    const form = this.#dialog.querySelector("form");
    this.#dialog.addEventListener("shown", () => this.#offerDays(form));
    this.#dialog.addEventListener("close", () => form.reset());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const more = { override: true, reason: form.elements.reason.value.trim(), day: form.elements.day.value };
      this.#dialog.close();
      wishes.overridden(this.#shown, more);
    });
  }

  /**
   * Remember whom the verdict on the screen is about.
   * @param {object} scan
   * @param {import("./verdict.js").Slots} words
   */
  about(scan, words) {
    this.#shown = { scan, known: { name: words.name, code: words.code } };
    if (!this.#dialog) return;
    fillSlots(this.#dialog, words);
    for (const line of this.#dialog.querySelectorAll("[data-if]")) line.hidden = !words[line.dataset.if];
  }

  #offerDays(form) {
    const template = document.querySelector("template[data-day]");
    const place = form.querySelector("[data-days]");
    const choices = this.#days.map((date) => {
      const choice = template.content.firstElementChild.cloneNode(true);
      fillSlots(choice, { day: written(date, this.#lang) });
      const button = choice.querySelector("input");
      button.value = date;
      button.checked = date === this.#today() || this.#days.length === 1;
      return choice;
    });
    place.replaceChildren(place.querySelector("legend"), ...choices);
    place.hidden = this.#days.length === 1;
  }
}

/**
 * Return what a scan names, to name it again.
 * @param {object} scan
 * @returns {object}
 */
export function namedBy(scan) {
  const name = ["ticket", "ticket_hash", "code", "registration"].find((each) => scan[each] !== undefined);
  return { [name]: scan[name] };
}
