/** What the hands do: typing a code, taking back, torch, sound, and what there is to know of this door. */

import { dates, moment } from "./dates.js";
import { keepMode, readMode } from "./mode.js";
import { fillSlots } from "./verdict.js";

/**
 * What the tools ask of the door.
 * @typedef {object} Wishes
 * @property {(text: string) => void} typed
 * @property {() => void} undo
 * @property {() => void} retry
 * @property {(on: boolean) => Promise<boolean>} light
 * @property {() => void} camera
 * @property {() => void} otherCamera
 * @property {() => void} over the device gives its pass back
 */

/** The buttons and dialogs of the live page. */
export class Tools {
  #root;
  #wishes;
  #sound;
  #light = false;

  /**
   * @param {HTMLElement} root
   * @param {import("./sound.js").Sound} sound
   * @param {Wishes} wishes
   */
  constructor(root, sound, wishes) {
    this.#root = root;
    this.#sound = sound;
    this.#wishes = wishes;
    this.#bindDialogs();
    this.#bindTools();
    this.#bindModes();
    this.#showSound();
    this.offerUndo(null);
  }

  /** Whether somebody is typing or deciding. @returns {boolean} */
  get busy() {
    return this.#root.querySelector("dialog[open]") !== null;
  }

  /**
   * Say which door this is.
   * @param {import("./pass.js").Pass} pass
   * @param {string} lang
   */
  describe(pass, lang) {
    const words = {
      door: pass.door,
      operator: pass.operator,
      event: pass.event.name,
      days: dates(pass.event.days.map((day) => day.date), lang),
      until: moment(pass.expires_at, lang, pass.event.zone),
    };
    for (const place of this.#root.querySelectorAll("[data-pass]")) fillSlots(place, words);
    for (const line of this.#root.querySelectorAll("[data-pass] [data-if]")) line.hidden = !words[line.dataset.if];
  }

  /**
   * Take away what a pass does not allow.
   * @param {import("./pass.js").Pass} pass
   */
  limit(pass) {
    const rights = [pass.kind, pass.supervisor ? "supervisor" : ""];
    for (const part of this.#root.querySelectorAll("[data-only]")) if (!rights.includes(part.dataset.only)) part.remove();
  }

  /**
   * Let the last scan be undone, or nothing. An open question was about another person, so it closes.
   * @param {{name: string, code: string} | null} known
   */
  offerUndo(known) {
    this.#find("[data-tool=undo]").disabled = known === null;
    const question = this.#find("#undoing");
    if (question.open) question.close();
    fillSlots(question, known ?? {});
    for (const line of question.querySelectorAll("[data-if]")) line.hidden = !known?.[line.dataset.if];
  }

  /** Show the lamp's button if there is a lamp. @param {boolean} there */
  offerLight(there) {
    this.#find("[data-tool=light]").hidden = !there;
    this.#press("light", (this.#light = false));
  }

  /** Show the button for another camera if there are several. @param {number} cameras */
  offerCameras(cameras) {
    this.#find("[data-other-camera]").hidden = cameras < 2;
  }

  /** The pass is over: nothing is left to do but to open another. */
  end() {
    for (const dialog of this.#root.querySelectorAll("dialog[open]")) dialog.close();
    for (const part of this.#root.children) part.hidden = !part.matches("[data-ended], [data-spoken]");
    this.#find("[data-ended] a").focus();
  }

  #bindTools() {
    this.#on("[data-tool=light]", async () => {
      this.#light = await this.#wishes.light(!this.#light);
      this.#press("light", this.#light);
    });
    this.#on("[data-tool=sound]", () => {
      this.#sound.switch(!this.#sound.on);
      this.#showSound();
      this.#sound.play("admitted");
    });
    this.#on("[data-again]", () => this.#wishes.retry());
    this.#on("[data-camera-again]", () => this.#wishes.camera());
    this.#on("[data-other-camera]", () => this.#wishes.otherCamera());
    this.#find("[data-leave]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#wishes.over();
    });
  }

  #bindDialogs() {
    this.#on("[data-opens]", (opener) => {
      opener.closest("dialog")?.close();
      const dialog = this.#find(`#${opener.dataset.opens}`);
      dialog.showModal();
      dialog.dispatchEvent(new Event("shown"));
    });
    for (const closer of this.#root.querySelectorAll("[data-closes]")) {
      closer.addEventListener("click", () => closer.closest("dialog").close());
    }
    for (const dialog of this.#root.querySelectorAll("dialog:not([data-firm])")) {
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    }
    this.#decide("typing", (form) => this.#wishes.typed(form.elements.code.value));
    this.#decide("undoing", () => this.#wishes.undo());
  }

  #bindModes() {
    for (const choice of this.#root.querySelectorAll("[data-modes] input")) {
      choice.checked = choice.value === readMode();
      choice.addEventListener("change", () => keepMode(choice.value));
    }
  }

  /** When the form of a dialog is sent, close it and act. */
  #decide(name, act) {
    const dialog = this.#find(`#${name}`);
    const form = dialog.querySelector("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(form);
      dialog.close();
    });
    dialog.addEventListener("close", () => form.reset());
  }

  #showSound() {
    this.#press("sound", this.#sound.on);
  }

  #press(tool, on) {
    this.#find(`[data-tool=${tool}]`).setAttribute("aria-pressed", String(on));
  }

  #on(selector, act) {
    for (const button of this.#root.querySelectorAll(selector)) {
      button.addEventListener("click", (event) => {
        event.stopPropagation(); // a tap on a verdict leaves it, a tap on its button does not
        act(button);
      });
    }
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }
}
