/** What a scan means by what this device knows; the server decides by the same table (tests/cases/door.json). */

const NEW_DAY = 4; // hours: a day runs from 04:00 to 04:00
const ACCEPTED = ["admitted", "already_in"];

/**
 * A scan of this device that the roster does not show yet.
 * @typedef {object} Own
 * @property {string} id
 * @property {string} at ISO time
 * @property {number | null} entry the id of the roster's entry that it was for
 * @property {string | null} day
 * @property {string} verdict
 * @property {string} [undoes]
 */

/**
 * What is known of the door when a scan is decided.
 * @typedef {object} Known
 * @property {object | null} entry the roster's entry that the ticket admits, or null
 * @property {string[]} days the dates of the event, in order
 * @property {string} [zone] the time zone of the project
 * @property {Own[]} own
 */

/**
 * Return the date that a moment belongs to.
 * @param {string} moment ISO time
 * @param {string} [zone]
 * @returns {string} YYYY-MM-DD
 */
export function dayOf(moment, zone) {
  const terms = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23", timeZone: zone };
  const parts = new Intl.DateTimeFormat("en-GB", terms).formatToParts(new Date(moment));
  const { year, month, day, hour } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  const date = new Date(Date.UTC(year, month - 1, hour < NEW_DAY ? day - 1 : day));
  return date.toISOString().slice(0, 10);
}

/**
 * Decide a scan by what this device knows.
 * @param {object} scan as DESIGN.md 6 describes it
 * @param {Known} known
 * @returns {{verdict: string, day: string | null}}
 */
export function decide(scan, known) {
  if (scan.action === "undo") return { verdict: "undone", day: dayUndone(scan.undoes, known) };
  const { entry, days, zone } = known;
  if (!entry && !scan.sealed) return { verdict: "unknown", day: null };
  const today = dayOf(scan.at, zone);
  const wanted = scan.day ?? today;
  const day = days.find((date) => date === wanted && (date === today || scan.override)) ?? null;
  if (entry?.status === "cancelled" && !scan.override) return { verdict: "cancelled", day };
  if (entry && entry.status !== "confirmed" && !scan.override) return { verdict: "not_confirmed", day };
  if (!day) return { verdict: "other_day", day };
  return { verdict: standing(known, day).length ? "already_in" : "admitted", day };
}

/**
 * Return the scans by which somebody counts as present on a day: those of the roster and this device's own.
 * @param {Known} known
 * @param {string | null} day
 * @returns {string[]} ids, those of the roster first
 */
export function standing({ entry, own }, day) {
  if (!entry || !day) return [];
  const undone = new Set(own.map((scan) => scan.undoes));
  const ids = new Set(entry.present[day]?.standing ?? []);
  for (const scan of own) if (isFor(scan, entry) && scan.day === day && ACCEPTED.includes(scan.verdict)) ids.add(scan.id);
  return [...ids].filter((id) => !undone.has(id));
}

/** Return the day of a scan that is undone: an undo takes its day from it. */
function dayUndone(id, { entry, own }) {
  const mine = own.find((scan) => scan.id === id);
  if (mine) return mine.day;
  const present = Object.entries(entry?.present ?? {});
  return present.find(([, { standing }]) => standing.includes(id))?.[0] ?? null;
}

function isFor(scan, entry) {
  return scan.entry === entry.id && !scan.undoes;
}
