/** What the page shows: the camera's view or a verdict, how many are here, whether there is a connection. */

import { clock } from "./dates.js";
import { readMode } from "./mode.js";
import { fill, fillSlots } from "./verdict.js";

const GLANCE = 3500; // milliseconds that a welcome stays
const LOOK = 6000; // the same with a mark that somebody has to act upon

/** The live part of the door page. */
export class Screen {
  #root;
  #verdict;
  #spoken;
  #timer = 0;
  #onBack;
  #counts = null;
  #practised = null;

  /**
   * @param {HTMLElement} root
   * @param {(verdict: string) => void} onBack called with the verdict that has been left
   */
  constructor(root, onBack) {
    this.#root = root;
    this.#onBack = onBack;
    this.#verdict = root.querySelector(".verdict");
    this.#spoken = root.querySelector("[data-spoken]");
    this.#verdict.addEventListener("click", () => this.back());
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.target.closest("dialog")) this.back();
    });
  }

  /** The verdict on the screen, or an empty text. @returns {string} */
  get shown() {
    return this.#verdict.hidden ? "" : this.#verdict.dataset.verdict;
  }

  /** Whether a verdict waits until somebody has seen it. @returns {boolean} */
  get stays() {
    return this.shown !== "" && (this.shown !== "admitted" || readMode() === "confirm");
  }

  /** How many are here and how many may come, as the server said last. @returns {{present: number, confirmed: number}} */
  get counts() {
    return this.#practised ?? this.#counts ?? { present: 0, confirmed: 0 };
  }

  /**
   * Show a verdict, and say it.
   * @param {string} verdict
   * @param {import("./verdict.js").Slots} words
   */
  show(verdict, words) {
    const { card, colour } = fill(verdict, words);
    clearTimeout(this.#timer);
    Object.assign(this.#verdict.dataset, { verdict, colour });
    this.#verdict.querySelector(".card-place").replaceChildren(card);
    for (const button of this.#verdict.querySelectorAll("[data-on]")) {
      button.hidden = !button.dataset.on.split(" ").includes(verdict);
    }
    this.#verdict.hidden = false;
    this.#verdict.scrollTop = 0;
    this.#say();
    if (this.stays) this.#verdict.querySelector("[data-back]").focus({ preventScroll: true });
    else this.#timer = setTimeout(() => this.back(), words.no_photo ? LOOK : GLANCE);
  }

  /** Leave the verdict for the camera's view. */
  back() {
    if (this.#verdict.hidden) return;
    clearTimeout(this.#timer);
    this.#verdict.hidden = true;
    this.#spoken.textContent = "";
    this.#onBack(this.#verdict.dataset.verdict);
  }

  /** Say that an answer is awaited, or no longer. @param {boolean} awaited */
  check(awaited) {
    this.#root.toggleAttribute("data-checking", awaited);
  }

  /**
   * Show why there is no picture, or nothing of the kind when there is ("on").
   * @param {string} state as Camera.start() returns, or "starting" or "unread"
   */
  camera(state) {
    this.#root.dataset.camera = state;
    for (const note of this.#root.querySelectorAll("[data-when-camera]")) {
      note.hidden = note.dataset.whenCamera !== state;
    }
  }

  /** @param {{present: number, confirmed: number}} counts */
  count(counts) {
    this.#counts = counts;
    this.#showCounts();
  }

  /** Show that this is practice, and its counts; null ends it. @param {{present: number, confirmed: number} | null} counts */
  practise(counts) {
    this.#practised = counts;
    this.#root.toggleAttribute("data-practising", counts !== null);
    this.#root.querySelector("[data-practice]").hidden = counts === null;
    this.#showCounts();
  }

  #showCounts() {
    const { present, confirmed } = this.counts;
    const place = this.#root.querySelector("[data-counts]");
    fillSlots(place, { present: String(present), confirmed: String(confirmed) });
    place.hidden = !this.#practised && !this.#counts;
  }

  /**
   * Say whether there is a connection, how many scans wait, and how old the list is.
   * @param {{online: boolean | null, waiting: number, fresh: number | null}} state `online` is null as long as nobody knows
   * @param {string} lang
   * @param {string} [zone]
   */
  connection({ online, waiting, fresh }, lang, zone) {
    this.#root.querySelector("[data-online]").hidden = online !== true;
    this.#root.querySelector("[data-offline]").hidden = online !== false;
    const list = this.#root.querySelector("[data-fresh]");
    fillSlots(list, { time: fresh ? clock(fresh, lang, zone) : "" });
    list.hidden = !fresh;
    for (const place of this.#root.querySelectorAll("[data-waiting]")) {
      fillSlots(place, { number: String(waiting) });
      place.hidden = waiting === 0;
    }
  }

  #say() {
    const told = this.#verdict.querySelectorAll(".told > *");
    this.#spoken.textContent = Array.from(told, (line) => sentence(line.textContent.trim())).join(" ");
  }
}

/** End what is spoken with a mark, so that a voice pauses there. */
function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
