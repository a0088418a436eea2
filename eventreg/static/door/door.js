/** The door at work: camera and keys in, scans out, verdicts on the screen. */

import { Problem, sendScans } from "./api.js";
import { Camera } from "./camera.js";
import { admit, undo } from "./entry.js";
import { forgetPass } from "./pass.js";
import { Presentations } from "./presentation.js";
import { Queue } from "./queue.js";
import { loadReader } from "./reader.js";
import { Screen } from "./screen.js";
import { Sound } from "./sound.js";
import { fromPicture, fromTyped } from "./ticket.js";
import { Tools } from "./tools.js";
import { slots } from "./verdict.js";
import { stayAwake } from "./wake.js";

const LOOK_AT_COUNTS = 30000; // milliseconds: another door may have let people in

/** One device at one door. */
export class Door {
  #pass;
  #lang = document.documentElement.lang;
  #screen;
  #tools;
  #camera;
  #sound = new Sound();
  #presentations = new Presentations();
  #queue;
  #late = []; // answers that wait until somebody has time to see them
  #awaited = ""; // the id of the scan whose answer is to be shown at once
  #last = null; // what "undo" would take back
  #online = null; // not known before the first answer
  #unread = false; // no reader, so no use for the camera
  #over = false;

  /** @param {HTMLElement} root @param {import("./pass.js").Pass} pass */
  constructor(root, pass) {
    this.#pass = pass;
    this.#screen = new Screen(root, (left) => this.#leave(left));
    this.#camera = new Camera(root.querySelector("video"));
    this.#tools = new Tools(root, this.#sound, {
      typed: (text) => this.#type(text),
      undo: () => this.#undo(),
      retry: () => this.#queue.flush(),
      light: (on) => this.#camera.light(on),
      camera: () => this.#startCamera(),
      over: () => this.#close(),
    });
    this.#queue = new Queue(pass.event.id, (scans) => sendScans(pass, scans, this.#lang), {
      answered: (entries, results, counts) => this.#answered(entries, results, counts),
      delayed: (entries, problem) => this.#delayed(entries, problem),
      refused: (entries, problem) => this.#refused(entries, problem),
      ended: () => this.#end(),
    });
  }

  /** Open the door: numbers first, then the camera, then whatever an earlier visit left behind. */
  open() {
    this.#tools.describe(this.#pass, this.#lang);
    this.#showConnection();
    this.#count();
    setInterval(() => this.#count(), LOOK_AT_COUNTS);
    this.#scan();
    this.#resume();
    document.addEventListener("visibilitychange", () => this.#resume());
    addEventListener("pageshow", (event) => event.persisted && this.#resume());
    addEventListener("pagehide", () => this.#camera.stop());
    addEventListener("online", () => this.#queue.flush().then(() => this.#count()));
    addEventListener("offline", () => this.#connected(false));
    this.#queue.flush();
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
  }

  get #ready() {
    return !this.#over && !this.#awaited && !this.#screen.stays && !this.#tools.busy;
  }

  async #see(picture) {
    if (!this.#presentations.take(picture.text, performance.now(), this.#ready)) return;
    this.#send([await admit(await fromPicture(picture), "qr")]);
  }

  async #type(text) {
    const named = fromTyped(text);
    if (!named) return;
    this.#send([await admit(named, named.ticket ? "qr" : "code")]);
  }

  #undo() {
    if (!this.#last) return;
    const { standing, way, known } = this.#last;
    this.#remember(null);
    this.#send(undo(standing, way, known));
  }

  #send(entries) {
    this.#awaited = entries.at(-1).scan.id;
    this.#screen.check(true);
    this.#queue.add(entries);
    this.#showConnection();
  }

  #answered(entries, results, counts) {
    this.#connected(true);
    this.#screen.count(counts);
    const answers = entries.map((entry, index) => ({ entry, result: results[index] }));
    const shown = answers.filter(({ entry, result }) => entry.speaks || result.error);
    this.#late.push(...shown.filter(({ entry }) => !this.#isAwaited(entry)));
    const awaited = shown.find(({ entry }) => this.#isAwaited(entry));
    if (awaited) this.#showNow(awaited);
    else this.#showLate();
    if (results.some(({ review }) => review)) this.#count(); // perhaps the pass is over: the counts say so
  }

  #isAwaited(entry) {
    return entry.scan.id === this.#awaited;
  }

  #showNow({ entry, result }) {
    this.#settle();
    const verdict = result.verdict ?? "refused";
    const words = slots(result, entry, this.#lang);
    if (verdict === "undone" && result.standing?.length) {
      // Another device let the same person in meanwhile: who is taken back is not present.
      this.#send(undo(result.standing, entry.scan.way, { name: words.name, code: words.code }));
      return;
    }
    // A code that nobody has must not take away the undo of whoever came in before.
    this.#remember(verdict === "undone" ? null : (standingOf(result, entry, words) ?? this.#last));
    this.#screen.show(verdict, words);
    this.#sound.play(verdict);
  }

  /** Somebody has seen a verdict. What still waits to be sent is shown when its answer comes. */
  #leave(left) {
    if (left === "waiting") this.#settle();
    this.#showLate();
  }

  #showLate() {
    if (!this.#late.length || this.#awaited || this.#screen.shown) return;
    this.#showNow(this.#late.shift());
  }

  #delayed(entries, problem) {
    this.#connected(!problem.unheard);
    const entry = entries.find((one) => this.#isAwaited(one));
    if (entry) this.#showProblem("waiting", entry, problem);
  }

  #refused(entries, problem) {
    this.#connected(true);
    const entry = entries.find((one) => this.#isAwaited(one)) ?? entries[0];
    this.#showProblem("refused", entry, problem);
  }

  #showProblem(verdict, entry, problem) {
    const first = this.#screen.shown !== verdict;
    const words = slots({}, { ...entry, late: false }, this.#lang);
    this.#screen.check(false);
    this.#screen.show(verdict, { ...words, reason: problem.detail || problem.title });
    if (first) this.#sound.play(verdict);
    if (verdict === "refused") this.#settle();
  }

  #settle() {
    this.#awaited = "";
    this.#screen.check(false);
  }

  #remember(last) {
    this.#last = last;
    this.#tools.offerUndo(last?.known ?? null);
  }

  async #count() {
    if (document.visibilityState === "hidden" || this.#over || this.#queue.length) return;
    try {
      const { counts } = await sendScans(this.#pass, [], this.#lang);
      this.#connected(true);
      this.#screen.count(counts);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 401) this.#end();
      else this.#connected(!problem.unheard);
    }
  }

  #connected(online) {
    this.#online = online;
    this.#showConnection();
  }

  #showConnection() {
    this.#screen.connection(this.#online, this.#queue.length);
  }

  #end() {
    this.#close();
    this.#tools.end();
  }

  #close() {
    this.#over = true;
    this.#camera.stop();
    forgetPass();
  }
}

/** Return what an undo would take back after this result, or null. */
function standingOf(result, entry, words) {
  if (!result.standing?.length) return null;
  return { standing: result.standing, way: entry.scan.way, known: { name: words.name, code: words.code } };
}
