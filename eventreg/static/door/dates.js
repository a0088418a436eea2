/** Dates and times as the language writes them, in a time zone (as eventreg/language.py does). */

/**
 * Return the time of day: "plkst. 9.42" in Latvian, "9:42" in English.
 * @param {string | number} moment ISO time, or milliseconds
 * @param {string} lang
 * @param {string} [zone]
 * @returns {string}
 */
export function clock(moment, lang, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const { hour, minute } = named(parts, new Date(moment));
  return lang === "lv" ? `plkst. ${Number(hour)}.${minute}` : `${Number(hour)}:${minute}`;
}

/**
 * Return date and time: "24.01.2019. plkst. 9.42" or "24 January 2019 9:42".
 * @param {string | number} moment ISO time, or milliseconds
 * @param {string} lang
 * @param {string} [zone]
 * @returns {string}
 */
export function moment(moment, lang, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone });
  const { year, month, day: date } = named(parts, new Date(moment));
  return `${day(`${year}-${month}-${date}`, lang)} ${clock(moment, lang, zone)}`;
}

/**
 * Return a date: "03.07.2019." or "3 July 2019".
 * @param {string} date YYYY-MM-DD
 * @param {string} lang
 * @returns {string}
 */
export function day(date, lang) {
  const [year, month, number] = date.split("-");
  if (lang === "lv") return `${number}.${month}.${year}.`;
  return `${Number(number)} ${monthName(date)} ${year}`;
}

/**
 * Return the dates of an event, shortened: "23.–25.01.2019." or "23–25 January 2019".
 * @param {string[]} dates each YYYY-MM-DD
 * @param {string} lang
 * @returns {string}
 */
export function dates(dates, lang) {
  if (!dates.length) return "";
  const sorted = [...dates].sort();
  const first = sorted[0];
  const last = sorted.at(-1);
  return first === last ? day(first, lang) : span(first, last, lang);
}

function span(first, last, lang) {
  const [year, month, number] = first.split("-");
  const sameYear = last.startsWith(`${year}-`);
  const sameMonth = last.startsWith(`${year}-${month}-`);
  if (lang === "lv") {
    const start = sameMonth ? `${number}.` : sameYear ? `${number}.${month}.` : day(first, lang);
    return `${start}–${day(last, lang)}`;
  }
  if (sameMonth) return `${Number(number)}–${day(last, lang)}`;
  return sameYear ? `${Number(number)} ${monthName(first)} – ${day(last, lang)}` : `${day(first, lang)} – ${day(last, lang)}`;
}

function monthName(date) {
  return new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" }).format(new Date(`${date}T00:00Z`));
}

function named(format, date) {
  return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
}
