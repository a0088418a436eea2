/** This device's own verdict on a scan, in the form of the server's answer. */

import { openBox } from "./box.js";
import { decide, standing } from "./rules.js";

/**
 * A verdict of this device. `entry` is the id of the roster's entry that the scan admits, or null.
 * @typedef {{entry: number | null, day: string | null, verdict: string, result: object}} Judgement
 */

/** Decides by the roster and by this device's own scans. */
export class Judge {
  #roster;
  #queue;
  #pass;

  /**
   * @param {import("./roster.js").Roster} roster
   * @param {import("./queue.js").Queue} queue
   * @param {import("./pass.js").Pass} pass
   */
  constructor(roster, queue, pass) {
    this.#roster = roster;
    this.#queue = queue;
    this.#pass = pass;
  }

  /**
   * Decide a scan; null if this device cannot know: somebody may stand in a part of the list that it has not got yet.
   * @param {object} scan with the hash of its ticket
   * @param {{ticket?: string, entry?: number | null}} held the ticket itself, and of an undo whom it takes back
   * @returns {Promise<Judgement | null>}
   */
  async judge(scan, { ticket, entry: taken }) {
    const found = await this.#roster.find(taken ? { registration: taken } : scan);
    if (!found && !scan.undoes && !scan.sealed && !this.#roster.about.complete) return null;
    const entry = found ? await this.#roster.admitted(found) : null;
    const known = { entry, days: this.#days, zone: this.#zone, own: entry ? await this.#queue.of(entry.id) : [] };
    const { verdict, day } = decide(scan, known);
    const mine = { id: scan.id, at: scan.at, undoes: scan.undoes, entry: entry?.id ?? null, day, verdict };
    const person = await this.#person(found, ticket);
    const after = { ...known, own: [...known.own, mine] };
    return { entry: mine.entry, day, verdict, result: { ...NOTHING, ...person, ...this.#answer(mine, after) } };
  }

  get #days() {
    const { days } = this.#roster.about;
    return days.length ? days : this.#pass.event.days.map((day) => day.date);
  }

  get #zone() {
    return this.#roster.about.event?.zone ?? this.#pass.event.zone;
  }

  /** Names come from the box of the ticket that was held, or, where they stand in clear, from the list. */
  async #person(found, ticket) {
    const box = found && ticket ? await openBox(found, ticket) : null;
    if (box) return { name: box.name, organisation: box.organisation, marks: box.marks };
    return { name: found?.name ?? null, organisation: found?.organisation ?? null };
  }

  #answer({ id, verdict, day }, known) {
    if (!known.entry && !day) return { id, verdict };
    const ids = known.entry ? standing(known, day) : [id]; // a walk-in is not on the list
    const first = known.entry ? this.#first(ids, known, day) : {};
    const counted = { day, day_number: day ? known.days.indexOf(day) + 1 : null, days: known.days, standing: ids };
    return { id, verdict, ...counted, ...first };
  }

  /** Return when and at which door somebody came first that day. */
  #first(ids, { entry, own }, day) {
    const there = entry.present[day];
    const roster = there && there.standing.some((id) => ids.includes(id)) ? [{ at: there.at, door: there.door }] : [];
    const here = own.filter((scan) => ids.includes(scan.id)).map(({ at }) => ({ at, door: this.#pass.door, by: this.#pass.operator }));
    const [first] = [...roster, ...here].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    return first ? { first_at: first.at, first_door: first.door, first_by: first.by ?? null } : {};
  }
}

const NOTHING = {
  id: null,
  verdict: null,
  name: null,
  organisation: null,
  marks: [],
  day: null,
  day_number: null,
  days: [],
  first_at: null,
  first_door: null,
  first_by: null,
  cancelled_at: null,
  event: null,
  standing: [],
  review: false,
  message: null,
  error: null,
};
