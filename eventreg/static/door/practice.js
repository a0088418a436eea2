/** Practice with invented people: answers as the server gives them, made here, and nothing of it kept anywhere. */

import { undo } from "./scans.js";
import { showCode } from "./ticket.js";
import { fillSlots, wordOf } from "./verdict.js";

const REFUSALS = { waiting: "not_confirmed", cancelled: "cancelled", other_day: "other_day", other_event: "other_event" };

/** Who is invented, and how the door answers; a code of eight equal digits is quickly typed. */
const INVENTED = [
  { code: "22222222", name: "Anna Paraudziņa", organisation: "Balvu novads", status: "confirmed" },
  { code: "33333333", name: "Juris Izdomātais", organisation: "Rīga", status: "confirmed", marks: ["no_photo"] },
  { code: "44444444", name: "Līga Mēģinājuma", organisation: "Ludzas novads", status: "confirmed" },
  { code: "55555555", name: "Ilze Citdiena", organisation: "Daugavpils", status: "other_day" },
  { code: "66666666", name: "Māris Gaidītājs", organisation: "Jelgava", status: "waiting" },
  { code: "77777777", name: "Zane Atteikusies", organisation: "Ventspils", status: "cancelled" },
  { code: "88888888", name: "", organisation: "", status: "other_event" },
  { code: "99999999", name: "", organisation: "", status: "unknown" },
];
const PLACES = INVENTED.filter((person) => person.status === "confirmed").length;

/** One practice: who has come in it. It takes scans as a Post does. */
export class Practice {
  #days;
  #today;
  #door;
  #counted;
  #tickets = new Map(); // what was held before the camera, and for whom it stands
  #present = new Map(); // by code: the scans that stand
  #walkedIn = new Set(); // scans

  /**
   * @param {string[]} days of the event, YYYY-MM-DD
   * @param {string} today
   * @param {string} door its name
   * @param {(counts: {present: number, confirmed: number}) => void} counted
   */
  constructor(days, today, door, counted) {
    this.#days = days.includes(today) ? days : [today];
    this.#today = today;
    this.#door = door;
    this.#counted = counted;
  }

  /**
   * Take a scan that admits.
   * @param {import("./scans.js").Made} made
   * @returns {Promise<import("./post.js").Outcome>}
   */
  async admit({ scan }) {
    const result = this.#answer(scan);
    this.#counted(this.counts);
    return { item: { scan, entry: null }, result };
  }

  /**
   * Take back somebody who is present.
   * @param {{standing: string[], way: string}} last
   * @returns {Promise<import("./post.js").Outcome>}
   */
  async undo({ standing, way }) {
    const outcomes = [];
    for (const id of standing) outcomes.push(await this.admit({ scan: undo(id, way) }));
    return outcomes.at(-1);
  }

  /** How many have come. @returns {{present: number, confirmed: number}} */
  get counts() {
    return { present: this.#present.size + this.#walkedIn.size, confirmed: PLACES };
  }

  /** The invented people as a roster shows them. @returns {object[]} */
  get people() {
    const named = INVENTED.filter((person) => person.name);
    return named.map((person, index) => ({
      ...person,
      id: index + 1,
      status: person.status === "other_day" ? "confirmed" : person.status,
      present: this.#presence(person.code),
    }));
  }

  /** Answer a scan as the server would. */
  #answer(scan) {
    if (scan.action === "undo") return this.#undo(scan);
    if (scan.sealed !== undefined) return this.#walkIn(scan);
    const person = this.#personOf(scan);
    if (!person || person.status === "unknown") return this.#say("unknown", {});
    const refused = !scan.override && REFUSALS[person.status];
    return refused ? this.#refuse(refused, person) : this.#admit(scan, person);
  }

  #personOf(scan) {
    if (scan.registration) return INVENTED.filter((person) => person.name)[scan.registration - 1];
    if (scan.code) return INVENTED.find((person) => person.code === scan.code);
    const held = scan.ticket ?? scan.ticket_hash;
    if (!this.#tickets.has(held)) this.#tickets.set(held, INVENTED[this.#tickets.size % PLACES]);
    return this.#tickets.get(held);
  }

  #admit(scan, person) {
    const standing = this.#present.get(person.code) ?? [];
    this.#present.set(person.code, [...standing, { id: scan.id, at: scan.at }]);
    const first = standing[0] && { first_at: standing[0].at, first_door: this.#door };
    return this.#say(first ? "already_in" : "admitted", { ...this.#about(person), ...first, day: scan.day ?? this.#today });
  }

  #refuse(verdict, person) {
    const about = verdict === "other_event" ? { days: this.#days } : this.#about(person);
    const when = verdict === "cancelled" ? { cancelled_at: new Date().toISOString() } : {};
    return this.#say(verdict, { ...about, ...when });
  }

  #walkIn({ id }) {
    this.#walkedIn.add(id);
    return this.#say("admitted", { day: this.#today, standing: [id] });
  }

  #undo({ undoes }) {
    this.#walkedIn.delete(undoes);
    for (const [code, standing] of this.#present) {
      const left = standing.filter((scan) => scan.id !== undoes);
      if (left.length) this.#present.set(code, left);
      else this.#present.delete(code);
    }
    return this.#say("undone", {});
  }

  #about({ code, name, organisation, marks = [] }) {
    const standing = (this.#present.get(code) ?? []).map((scan) => scan.id);
    return { name, organisation, marks, days: this.#days, standing };
  }

  #presence(code) {
    const [first] = this.#present.get(code) ?? [];
    return first ? { [this.#today]: { at: first.at, door: this.#door } } : {};
  }

  #say(verdict, more) {
    const number = this.#days.indexOf(more.day) + 1;
    return { verdict, marks: [], days: this.#days, standing: [], ...more, day_number: number || null };
  }
}

/**
 * Let somebody begin to practise and end it, and show who is invented.
 * @param {HTMLElement} root
 * @param {{begin: () => void, end: () => void, typed: (code: string) => void}} wishes
 */
export function offerPractice(root, wishes) {
  const dialog = root.querySelector("#practising");
  const then = (act) => () => {
    dialog.close();
    act();
  };
  const template = document.querySelector("template[data-invented]");
  const lines = INVENTED.map(({ code, name, status }) => {
    const line = template.content.firstElementChild.cloneNode(true);
    const word = wordOf(REFUSALS[status] ?? (status === "confirmed" ? "admitted" : status));
    fillSlots(line, { code: showCode(code), name, word });
    line.querySelector("button").addEventListener("click", then(() => wishes.typed(code)));
    return line;
  });
  dialog.querySelector("[data-invented-people]").replaceChildren(...lines);
  dialog.querySelector("[data-practise]").addEventListener("click", then(wishes.begin));
  root.querySelector("[data-practice-ends]").addEventListener("click", wishes.end);
}
