/** The calls that the door makes, and what can go wrong with them (RFC 9457). */

const PATIENCE = 10000; // milliseconds until a request counts as not answered
const LONG = 60000; // the same for a page of the list, which is large, and which nobody waits for
const PASSING = [0, 408, 425, 429];

/** What went wrong with a request; `status` 0 means that it did not arrive, or was not answered by us. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} [title]
   * @param {string} [detail]
   */
  constructor(status, title = "", detail = "") {
    super(title);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  /** Whether the same request may succeed later. @returns {boolean} */
  get passes() {
    return PASSING.includes(this.status) || this.status >= 500;
  }

  /** Whether there was no connection. @returns {boolean} */
  get unheard() {
    return this.status === 0;
  }
}

/**
 * Exchange the secret of a pass link for a pass. Throws Problem.
 * @param {string} url
 * @param {string} secret
 * @param {string} csrfToken
 * @returns {Promise<import("./pass.js").Pass>}
 */
export function redeem(url, secret, csrfToken) {
  const headers = { "X-CSRFToken": csrfToken };
  return post(url, { secret }, headers, "same-origin", (answer) => answer.token && answer.event);
}

/**
 * Send scans; the answer has one result for each, in order, and today's counts. No scans: only the counts.
 * Throws Problem.
 * @param {import("./pass.js").Left} pass
 * @param {object[]} scans
 * @param {string} lang
 * @returns {Promise<{results: object[], counts: {present: number, confirmed: number}}>}
 */
export function sendScans(pass, scans, lang) {
  const isOurs = ({ counts, results }) =>
    counts && results?.length === scans.length && results.every(({ id }, index) => id === scans[index].id);
  return post(`/api/v1/events/${pass.event.id}/scans?lang=${lang}`, { scans }, bearer(pass), "omit", isOurs);
}

/**
 * Read the next page of the roster. Throws Problem.
 * @param {import("./pass.js").Pass} pass
 * @param {string} cursor or nothing for the beginning
 * @param {string} lang
 * @returns {Promise<{cursor: string, event: object, key: object, entries: object[]}>}
 */
export function readRoster(pass, cursor, lang) {
  const url = `/api/v1/events/${pass.event.id}/roster?${new URLSearchParams({ lang, ...(cursor && { since: cursor }) })}`;
  return ask(url, { headers: bearer(pass), credentials: "omit" }, (answer) => answer.cursor && answer.entries, LONG);
}

/**
 * Let the session forget the pass too, as the form of the start page would; without a connection it keeps it.
 * @param {string} start address of the start page, which has the token of the session
 * @param {string} leave address to send it to
 */
export async function leaveSession(start, leave) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const text = await (await fetch(start, { signal: stop.signal })).text();
    const token = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrf_token]").value;
    await fetch(leave, { method: "POST", body: new URLSearchParams({ csrf_token: token }), signal: stop.signal });
  } catch {
    // There is nothing in it that opens without a connection.
  } finally {
    clearTimeout(timer);
  }
}

function bearer({ token }) {
  return { Authorization: `Bearer ${token}` };
}

function post(url, body, headers, credentials, isOurs) {
  const json = { "Content-Type": "application/json", ...headers };
  return ask(url, { method: "POST", body: JSON.stringify(body), headers: json, credentials }, isOurs);
}

async function ask(url, { headers, ...how }, isOurs, patience = PATIENCE) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(url, {
      headers: { Accept: "application/json", ...headers },
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
      ...how,
    });
    return await read(response, isOurs);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0);
  } finally {
    clearTimeout(timer);
  }
}

/** An answer that is not ours (a hotel's log-in page, a proxy's) counts as none. */
async function read(response, isOurs) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer && isOurs(answer)) return answer;
  if (response.ok || (!answer && response.status < 500)) throw new Problem(0);
  throw new Problem(response.status, answer?.title, answer?.detail);
}
