/** Letting somebody in who has not signed up: the desk writes the name, the person says as whom, the device seals both. */

import { Finder } from "./finder.js";
import { showPeople } from "./people.js";
import { fillSlots } from "./verdict.js";

const MOST = 3; // possible matches that are shown
const FIELDS = ["name", "surname", "organisation", "municipality", "country"];

/**
 * What the dialog asks of the door.
 * @typedef {object} Wishes
 * @property {() => Promise<Iterable<object>>} people the roster's entries
 * @property {() => string} today YYYY-MM-DD
 * @property {(person: import("./finder.js").Found) => void} found the person had signed up after all
 * @property {(content: object) => Promise<string>} seal rejects where this cannot be done now
 * @property {(sealed: string, name: string) => void} walkedIn
 * @property {() => {present: number, confirmed: number}} counts
 */

/** The dialog for walk-ins: two steps, of which the second belongs to the person alone. */
export class WalkIn {
  #dialog;
  #lang;
  #terms;
  #wishes;
  #finder = new Finder([]);

  /**
   * @param {HTMLElement} root
   * @param {{categories: object[], notice: object, capacity: number | null} | null} terms of the pass
   * @param {string} lang
   * @param {Wishes} wishes
   */
  constructor(root, terms, lang, wishes) {
    this.#dialog = root.querySelector("#walking-in");
    this.#lang = lang;
    this.#terms = terms ?? { categories: [], notice: {}, capacity: null };
    this.#wishes = wishes;
    if (!this.#dialog) return;
    this.#offerCategories();
    this.#bind(this.#form("person"), () => this.#handOver(), () => this.#match());
    this.#bind(this.#form("declaration"), () => this.#finish(), () => this.#ask());
    this.#dialog.addEventListener("shown", () => this.#open());
    this.#dialog.addEventListener("close", () => this.#forget());
    this.#dialog.addEventListener("cancel", (event) => this.#handed && event.preventDefault());
  }

  get #handed() {
    return !this.#form("declaration").hidden;
  }

  #bind(form, send, change) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    form.addEventListener("input", change);
  }

  async #open() {
    const { present, confirmed } = this.#wishes.counts();
    const { capacity } = this.#terms;
    this.#find("[data-full]").hidden = capacity === null || Math.max(present, confirmed) < capacity;
    this.#finder = new Finder(await this.#wishes.people());
    this.#match();
  }

  /** Whoever may have signed up already stands below the name, while it is typed. */
  #match() {
    const { name, surname } = this.#person();
    const wanted = name && surname ? `${name} ${surname}` : "";
    const found = this.#finder.find(wanted, this.#wishes.today()).slice(0, MOST);
    this.#find("[data-matches]").hidden = !found.length;
    showPeople(this.#find("[data-people]"), found, this.#lang, (person) => {
      this.#dialog.close();
      this.#wishes.found(person);
    });
  }

  #handOver() {
    const { name, surname, organisation, municipality } = this.#person();
    const whole = Boolean(name && surname && (organisation || municipality));
    this.#say("person", !whole);
    if (whole) this.#step("declaration");
  }

  /** A sensitive answer asks for consent; any other leaves the question away. */
  #ask() {
    this.#find("[data-consent]").hidden = !this.#category()?.sensitive;
    this.#say("consent", false);
  }

  async #finish() {
    const category = this.#category();
    const { consent } = this.#form("declaration").elements;
    const missing = Boolean(category?.sensitive) && !consent.value;
    this.#say("consent", missing);
    if (missing) return;
    const stated = category && (!category.sensitive || consent.value === "yes");
    const person = this.#person();
    const content = { person, category: stated ? category.key : null, consent: Boolean(stated && category.sensitive) };
    const sealed = await this.#wishes.seal(content).catch(() => null);
    this.#say("seal", sealed === null);
    if (sealed === null) return;
    this.#dialog.close();
    this.#wishes.walkedIn(sealed, `${person.name} ${person.surname}`);
  }

  #forget() {
    for (const form of this.#dialog.querySelectorAll("form")) form.reset();
    for (const error of this.#dialog.querySelectorAll("[data-error]")) error.hidden = true;
    this.#finder = new Finder([]);
    this.#find("[data-people]").replaceChildren();
    this.#find("[data-matches]").hidden = true;
    this.#ask();
    this.#step("person");
  }

  #step(name) {
    for (const form of this.#dialog.querySelectorAll("form")) form.hidden = form.dataset.step !== name;
    this.#dialog.classList.toggle("handed", name === "declaration");
    this.#dialog.scrollTop = 0;
    if (name === "declaration") this.#form(name).querySelector("input").focus({ preventScroll: true });
  }

  #person() {
    const { elements } = this.#form("person");
    return Object.fromEntries(FIELDS.map((name) => [name, elements[name].value.trim().replace(/\s+/g, " ")]));
  }

  #category() {
    const { value } = this.#form("declaration").elements.category;
    return this.#terms.categories.find((each) => each.key === value) ?? null;
  }

  #offerCategories() {
    const template = document.querySelector("template[data-category]");
    const choices = this.#terms.categories.map(({ key, label, hint }) => {
      const choice = template.content.firstElementChild.cloneNode(true);
      choice.querySelector("input").value = key;
      fillSlots(choice, { label: this.#words(label), hint: this.#words(hint) });
      return choice;
    });
    this.#find("[data-categories]").replaceChildren(...choices);
    this.#find("[data-notice]").textContent = this.#words(this.#terms.notice);
  }

  #words(texts) {
    return texts?.[this.#lang] ?? texts?.lv ?? "";
  }

  #say(error, wrong) {
    this.#find(`[data-error=${error}]`).hidden = !wrong;
  }

  #form(step) {
    return this.#find(`[data-step=${step}]`);
  }

  #find(selector) {
    return this.#dialog.querySelector(selector);
  }
}
