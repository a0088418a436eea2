/** The one door pass of this device. */

const KEY = "eventreg.door.pass";

/**
 * @typedef {object} Pass
 * @property {string} token
 * @property {string} door
 * @property {string} operator
 * @property {"scanner" | "desk"} kind
 * @property {string} expires_at
 * @property {{id: number, name: string, days: {date: string, starts: string | null, ends: string | null}[]}} event
 */

/**
 * Return the pass of this device, or null if there is none or it has run out.
 * @returns {Pass | null}
 */
export function readPass() {
  try {
    const pass = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return pass?.token && Date.parse(pass.expires_at) > Date.now() ? pass : null;
  } catch {
    return null;
  }
}

/**
 * Keep a pass in place of any other.
 * @param {Pass} pass
 */
export function keepPass(pass) {
  try {
    localStorage.setItem(KEY, JSON.stringify(pass));
  } catch {
    // A browser that keeps nothing does not keep the pass either.
  }
}

/** Forget the pass, and with it the right to see anything. */
export function forgetPass() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
