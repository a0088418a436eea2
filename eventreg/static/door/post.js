/** One device at work at one door, without its screen: scans in, answers out, of the server or of its own. */

import { Problem, readRoster, sendScans } from "./api.js";
import { Judge } from "./judge.js";
import { endPass, forgetLeft, readPass, whenEnded } from "./pass.js";
import { Queue } from "./queue.js";
import { Roster } from "./roster.js";
import { undo } from "./scans.js";

const PATIENCE = 1500; // milliseconds that a verdict waits for the server
const REFRESH = 15000; // milliseconds between looks at the list
const COUNTED = ["admitted", "already_in"];

/**
 * What somebody is told of a scan. `own` says that this device decided; with a `problem` nobody did, and the scan waits,
 * or, if it was `refused`, is given up. `item` is the scan as it is kept, `ticket` what was held before the camera.
 * @typedef {{item: import("./queue.js").Item, result: object | null, own?: boolean, problem?: Problem, refused?: boolean}} Outcome
 */

/**
 * What the post tells by itself.
 * @typedef {object} Listener
 * @property {(state: {online: boolean | null, waiting: number, fresh: number | null}) => void} state
 * @property {(counts: {present: number, confirmed: number}) => void} counted
 * @property {(outcome: Outcome) => void} late an answer that came after somebody had seen another, or none
 * @property {() => void} ended the pass is over: everything has gone but what waits
 */

/** Takes scans, keeps the list fresh, and delivers what waits. */
export class Post {
  #store;
  #pass;
  #lang;
  #listener;
  #roster;
  #queue;
  #judge;
  #online = navigator.onLine ? null : false; // not known before the first answer
  #counts = null;
  #looking = false;
  #over = false;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./pass.js").Pass} pass
   * @param {string} lang
   * @param {Listener} listener
   */
  constructor(store, pass, lang, listener) {
    this.#store = store;
    this.#pass = pass;
    this.#lang = lang;
    this.#listener = listener;
    this.#roster = new Roster(store);
    this.#queue = new Queue(store, pass.event.id, (scans) => sendScans(pass, scans, lang), {
      answered: (items, results, counts) => this.#delivered(items, results, counts),
      delayed: (_items, problem) => this.#heard(problem),
      refused: (items, problem) => items.forEach((item) => listener.late({ item, result: null, problem, refused: true })),
      ended: () => this.#end(),
    });
    this.#judge = new Judge(this.#roster, this.#queue, pass);
  }

  /** The list of those who may come. @returns {Roster} */
  get roster() {
    return this.#roster;
  }

  /** Begin: what an earlier visit left behind is sent, the list is read and kept fresh. */
  async open() {
    await this.#roster.load();
    await this.#tell();
    whenEnded(() => this.#check());
    addEventListener("online", () => this.look());
    addEventListener("offline", () => this.#connected(false));
    setInterval(() => this.look(), REFRESH);
    setTimeout(() => this.look(), Math.min(Date.parse(this.#pass.expires_at) - Date.now(), 2 ** 31 - 1));
    return this.look();
  }

  /** Look at the server: what waits is sent, the list and the counts are read. */
  async look() {
    if (this.#over || this.#looking) return this.#queue.flush();
    if (Date.parse(this.#pass.expires_at) <= Date.now()) return this.#end();
    this.#looking = true;
    try {
      await this.#queue.flush();
      await this.#roster.refresh((cursor) => readRoster(this.#pass, cursor, this.#lang));
      if (!(await this.#queue.count())) this.#count((await sendScans(this.#pass, [], this.#lang)).counts);
      await this.#connected(true);
    } catch (problem) {
      await this.#heard(problem);
    } finally {
      this.#looking = false;
    }
  }

  /**
   * Take a scan that admits.
   * @param {import("./scans.js").Made} made
   * @returns {Promise<Outcome>}
   */
  admit(made) {
    return this.#take([made], { ticket: made.ticket });
  }

  /**
   * Take back somebody who is present: one scan for each that stands.
   * @param {{standing: string[], way: string, entry: number | null}} last
   * @returns {Promise<Outcome>}
   */
  undo({ standing, way, entry }) {
    const scans = standing.map((id) => undo(id, way));
    return this.#take(scans.map((scan) => ({ scan, kept: scan })), { entry });
  }

  /** End the pass on this device. Return how many scans still wait. @returns {Promise<number>} */
  async leave() {
    await this.#end();
    return this.#queue.count();
  }

  async #take(made, held) {
    const judgements = [];
    for (const { kept } of made) judgements.push(kept && (await this.#judge.judge(kept, held)));
    const own = judgements.at(-1);
    const asks = this.#online !== false;
    const items = made.map(({ kept }, index) => this.#item(kept, judgements[index], asks ? null : own?.verdict));
    const stored = made.every(({ kept }) => kept) ? this.#queue.keep(items) : Promise.reject(new Problem(0));
    stored.catch(() => {}); // looked at below
    const answer = asks ? await this.#ask(items, made.map(({ scan }) => scan), stored) : null;
    if (answer) return answer;
    try {
      await stored;
      return await this.#decide(items, own, asks);
    } catch {
      return { item: items.at(-1), result: null, problem: new Problem(0), refused: true }; // this device keeps nothing
    }
  }

  #item(scan, judgement, shown) {
    const { entry = null, day = null, verdict = null } = judgement ?? {};
    return { event: this.#pass.event.id, scan: { ...scan, offline: true }, entry, day, verdict, shown: shown ?? null };
  }

  /** Return the server's answer if it comes in time; one that comes later is told then. */
  async #ask(items, scans, stored) {
    const asking = this.#queue.ask(items, scans, stored);
    const heard = asking.then((answer) => ({ answer }), (problem) => ({ problem }));
    const first = await Promise.race([heard, pause(PATIENCE)]);
    if (first?.answer) return this.#answered(items, first.answer);
    if (first) return this.#unanswered(items, first.problem);
    heard.then(({ answer, problem }) => (answer ? this.#delivered(items, answer.results, answer.counts) : this.#heard(problem)));
    this.#connected(false);
    return null;
  }

  #answered(items, { results, counts }) {
    this.#learn(items, results, counts);
    this.#queue.flush();
    return { item: items.at(-1), result: results.at(-1) };
  }

  async #unanswered(items, problem) {
    await this.#heard(problem);
    if (problem.passes) return null;
    return { item: items.at(-1), result: null, problem, refused: problem.status !== 401 };
  }

  /** Say what this device makes of it; what it says is on the disk before anybody sees it. */
  async #decide(items, own, asked) {
    const item = items.at(-1);
    this.#queue.retry();
    if (asked && own) {
      for (const each of items) each.shown = own.verdict;
      await this.#queue.keep(items);
    }
    this.#tell();
    if (!own) return { item, result: null, problem: new Problem(0) };
    this.#note(item, own.result);
    this.#recount(own.result);
    return { item, result: own.result, own: true };
  }

  #delivered(items, results, counts) {
    this.#learn(items, results, counts);
    items.forEach((item, index) => {
      const result = results[index];
      if (result.error || !isSame(item.shown, result.verdict)) this.#listener.late({ item, result });
    });
  }

  #learn(items, results, counts) {
    items.forEach((item, index) => this.#note(item, results[index]));
    if (results.some(({ review }) => review)) this.look(); // perhaps the pass is over: the list says so
    this.#count(counts);
    this.#connected(true);
  }

  /** Note in the list who is present, as far as is known. */
  #note({ entry }, result) {
    if (entry && result.day && !this.#over) this.#roster.note(entry, result);
  }

  #count(counts) {
    this.#counts = counts;
    this.#listener.counted(counts);
  }

  /** Count on as long as the server does not. */
  #recount({ verdict, standing }) {
    const more = verdict === "admitted" ? 1 : verdict === "undone" && !standing.length ? -1 : 0;
    if (this.#counts) this.#count({ ...this.#counts, present: this.#counts.present + more });
  }

  #heard(problem) {
    if (!(problem instanceof Problem)) throw problem;
    return problem.status === 401 ? this.#end() : this.#connected(!problem.unheard);
  }

  #connected(online) {
    this.#online = online;
    return this.#tell();
  }

  async #tell() {
    const waiting = await this.#queue.count();
    this.#listener.state({ online: this.#online, waiting, fresh: this.#roster.about.fresh_at ?? null });
    if (this.#over && !waiting) await forgetLeft(this.#store, this.#pass.event.id); // and nothing is left
  }

  async #end() {
    if (this.#over) return;
    this.#over = true;
    this.#roster.close();
    await endPass(this.#store, this.#pass);
    this.#listener.ended();
    await Promise.all([this.#tell(), this.#queue.flush()]);
  }

  /** Another page of this device has ended a pass: perhaps this one. */
  async #check() {
    const held = await readPass(this.#store);
    if (held?.token !== this.#pass.token) await this.#end();
  }
}

/** Whether somebody has seen that already: whoever was let in is in, through this door or another. */
function isSame(shown, verdict) {
  return shown === verdict || (COUNTED.includes(shown) && COUNTED.includes(verdict));
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null));
}
