/** The door at work: camera and keys in, scans out, verdicts on the screen. */

import { leaveSession } from "./api.js";
import { Camera, whenAllowed } from "./camera.js";
import { Hands } from "./hands.js";
import { listenForScanner } from "./keys.js";
import { Post } from "./post.js";
import { Presentations } from "./presentation.js";
import { loadReader } from "./reader.js";
import { admit } from "./scans.js";
import { Screen } from "./screen.js";
import { Sound } from "./sound.js";
import { fromPicture, fromTyped } from "./ticket.js";
import { Tools } from "./tools.js";
import { slots } from "./verdict.js";
import { stayAwake } from "./wake.js";

/** One device at one door. */
export class Door {
  #pass;
  #post;
  #root;
  #lang = document.documentElement.lang;
  #screen;
  #tools;
  #camera;
  #hands;
  #sound = new Sound();
  #presentations = new Presentations();
  #late = []; // answers that wait until somebody has time to see them
  #pending = 0; // scans whose verdict is awaited
  #waiting = ""; // the id of the scan that is shown as not sent yet
  #last = null; // what "undo" would take back
  #unread = false; // no reader, so no use for the camera
  #over = false;

  /**
   * @param {HTMLElement} root
   * @param {import("./store.js").Store} store
   * @param {import("./pass.js").Pass} pass
   */
  constructor(root, store, pass) {
    this.#root = root;
    this.#pass = pass;
    this.#screen = new Screen(root, () => this.#showLate());
    this.#camera = new Camera(root.querySelector("video"));
    this.#tools = new Tools(root, this.#sound, {
      typed: (text) => this.#type(text),
      undo: () => this.#undo(),
      retry: () => this.#post.look(),
      light: (on) => this.#camera.light(on),
      camera: () => this.#startCamera(),
      otherCamera: () => this.#camera.choose().then(() => this.#startCamera()),
      over: () => this.#leave(),
    });
    this.#post = new Post(store, pass, this.#lang, {
      state: (state) => this.#screen.connection(state, this.#lang, this.#zone),
      counted: (counts) => this.#screen.count(counts),
      late: (outcome) => this.#hearLate(outcome),
      ended: () => this.#end(),
    });
    this.#tools.limit(pass);
    this.#hands = new Hands(root, pass, this.#lang, {
      admit: (named, way, known, more) => this.#admit(named, way, known, more),
      roster: () => this.#post.roster,
      counts: () => this.#screen.counts,
      practised: (counts) => this.#screen.practise(counts),
      changed: () => this.#change(),
    });
  }

  /** Open the door: numbers and list first, then the camera. */
  open() {
    this.#tools.describe(this.#pass, this.#lang);
    this.#post.open();
    this.#scan();
    this.#resume();
    document.addEventListener("visibilitychange", () => this.#resume());
    addEventListener("pageshow", (event) => event.persisted && this.#resume());
    addEventListener("pagehide", () => this.#camera.stop());
    whenAllowed(() => this.#resume());
    listenForScanner((text) => this.#type(text), () => !this.#over && !this.#tools.busy);
  }

  /** Whether nobody would miss the page for a moment. @returns {boolean} */
  get idle() {
    return this.#ready && !this.#screen.shown && !this.#late.length;
  }

  async #scan() {
    const reader = await loadReader().catch(() => null);
    if (!reader) {
      this.#unread = true;
      this.#camera.stop();
      this.#screen.camera("unread");
      return;
    }
    await this.#camera.watch(async (video) => {
      const picture = await reader.read(video);
      if (picture) await this.#see(picture);
    });
  }

  #resume() {
    if (document.visibilityState === "hidden" || this.#over) {
      this.#camera.stop();
    } else if (!this.#unread) {
      this.#startCamera();
      stayAwake();
    }
  }

  async #startCamera() {
    this.#screen.camera("starting");
    const state = await this.#camera.start(() => this.#resume());
    if (state === "off" || this.#unread) return;
    this.#screen.camera(state);
    this.#tools.offerLight(this.#camera.hasTorch);
    this.#tools.offerCameras(await this.#camera.count());
  }

  get #zone() {
    return this.#pass.event.zone;
  }

  get #ready() {
    return !this.#over && !this.#pending && !this.#screen.stays && !this.#tools.busy;
  }

  async #see(picture) {
    if (!this.#presentations.take(picture.text, performance.now(), this.#ready)) return;
    this.#admit(await fromPicture(picture), "qr");
  }

  #type(text) {
    const named = fromTyped(text);
    if (named) this.#admit(named, named.ticket ? "qr" : "code");
  }

  #admit(named, way, known = { code: named.code }, more = {}) {
    this.#take(async () => this.#taker.admit(await admit(named, way, more)), known);
  }

  /** Who takes scans: the post, or in practice nobody but this page. */
  get #taker() {
    return this.#hands.practice ?? this.#post;
  }

  #undo(last = this.#last) {
    if (!last) return;
    this.#remember(null);
    this.#take(() => this.#taker.undo(last), last.known);
  }

  /** Do something with a scan, and show what comes of it. */
  async #take(act, known) {
    this.#pending += 1;
    this.#screen.check(true);
    try {
      const outcome = await act();
      this.#settle();
      if (!this.#over) this.#show(outcome, known);
    } catch (error) {
      this.#settle();
      this.#tell("refused", {}, known);
      throw error;
    }
  }

  #settle() {
    this.#pending -= 1;
    this.#screen.check(this.#pending > 0);
  }

  #show({ item, result, problem, refused }, known) {
    if (!result) {
      this.#waiting = refused ? "" : item.scan.id;
      this.#tell(refused ? "refused" : "waiting", { error: problem.detail || problem.title }, known);
      return;
    }
    const verdict = result.verdict ?? "refused";
    const words = slots(result, known, this.#lang, this.#zone);
    const { standing } = result;
    const last = { standing, way: item.scan.way, entry: item.entry, known: { name: words.name, code: words.code } };
    // Another device let the same person in meanwhile: who is taken back is not present.
    if (verdict === "undone" && standing.length) return this.#undo(last);
    // A code that nobody has must not take away the undo of whoever came in before.
    this.#remember(verdict === "undone" ? null : standing?.length ? last : this.#last);
    this.#hands.hear(item.scan, words);
    this.#tell(verdict, result, known);
  }

  #tell(verdict, result, known) {
    this.#screen.show(verdict, slots(result, known, this.#lang, this.#zone));
    this.#sound.play(verdict);
  }

  #hearLate(outcome) {
    this.#late.push(outcome);
    if (this.#screen.shown === "waiting" && outcome.item.scan.id === this.#waiting) this.#screen.back();
    else this.#showLate();
  }

  /** Show an answer that came late; what somebody is looking at stays until they have seen it. */
  #showLate() {
    if (!this.#late.length || this.#pending || this.#screen.shown || this.#hands.practice || this.#over) return;
    const outcome = this.#late.shift();
    const { code, at } = outcome.item.scan;
    this.#show(outcome, { code, late: at });
  }

  /** Practice has begun or ended: what was shown and could be taken back belongs to the other. */
  #change() {
    this.#remember(null);
    this.#screen.back();
    this.#showLate();
  }

  #remember(last) {
    this.#last = last;
    this.#tools.offerUndo(last?.known ?? null);
  }

  async #leave() {
    const start = this.#root.querySelector("[data-ended] a").href;
    const waiting = await this.#post.leave();
    await leaveSession(start, this.#root.querySelector("[data-leave]").action);
    if (!waiting) location.assign(start);
  }

  #end() {
    this.#over = true;
    this.#camera.stop();
    this.#tools.end();
  }
}
