/** Finding people by what one hears of their name: without case and diacritics, as eventreg/domain/folding.py does. */

const SHORTEST = 3; // letters
const MARKS = /\p{M}/gu;
const SPECIAL = { ß: "ss", ς: "σ" }; // what casefold() of Python changes besides

/**
 * A registration as it is found.
 * @typedef {object} Found
 * @property {number} id
 * @property {string} name
 * @property {string} organisation
 * @property {string} status
 * @property {string} since when the person came today (ISO time), or an empty text
 */

/**
 * Return a text in lower case without diacritics, its white space folded.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  const small = text.toLowerCase().replace(/[ßς]/g, (sign) => SPECIAL[sign]);
  return small.normalize("NFKD").toLowerCase().normalize("NFKD").replace(MARKS, "").trim().split(/\s+/).join(" ");
}

/** A list of people, folded once, in which one looks again and again. */
export class Finder {
  #people;

  /** @param {Iterable<{id: number, name?: string, organisation?: string, status: string, present: object}>} entries */
  constructor(entries) {
    this.#people = Array.from(entries)
      .filter((entry) => entry.name && !entry.merged_into)
      .map((entry) => ({ entry, text: ` ${fold(`${entry.name} ${entry.organisation ?? ""}`)}` }))
      .sort((one, other) => (one.text < other.text ? -1 : 1));
  }

  /** How many have a name. @returns {number} */
  get size() {
    return this.#people.length;
  }

  /** Whether there are letters enough to look for. @param {string} wanted @returns {boolean} */
  asks(wanted) {
    return fold(wanted).replaceAll(" ", "").length >= SHORTEST;
  }

  /**
   * Return whoever has each of the words in name or organisation: who has not come today first, and before others
   * those in whose text the words are beginnings. Fewer than three letters find nobody.
   * @param {string} wanted
   * @param {string} day today as YYYY-MM-DD
   * @returns {Found[]}
   */
  find(wanted, day) {
    if (!this.asks(wanted)) return [];
    const words = fold(wanted).split(" ");
    const found = this.#people.filter(({ text }) => words.every((word) => text.includes(word)));
    const groups = [[], [], [], []];
    for (const { entry, text } of found) {
      const begins = words.every((word) => text.includes(` ${word}`));
      groups[(entry.present?.[day] ? 2 : 0) + (begins ? 0 : 1)].push(shown(entry, day));
    }
    return groups.flat();
  }
}

function shown({ id, name, organisation, status, present }, day) {
  return { id, name, organisation: organisation ?? "", status, since: present?.[day]?.at ?? "" };
}
