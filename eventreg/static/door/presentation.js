/** One code held before the camera is one scan, however many pictures show it. */

const AWAY = 4000; // milliseconds unseen after which a code counts as shown anew

/** Remembers which codes are being held before the camera. */
export class Presentations {
  #seen = new Map();

  /**
   * Say whether a code is to be scanned now: it was not there a moment ago, and the door is ready.
   * A code that comes while the door is not ready is taken as soon as it is.
   * @param {string} code
   * @param {number} now milliseconds
   * @param {boolean} ready
   * @returns {boolean}
   */
  take(code, now, ready) {
    const held = now - (this.#seen.get(code) ?? -Infinity) <= AWAY;
    if (held || ready) this.#seen.set(code, now);
    return ready && !held;
  }

  /** Let a code that is still there count as new. @param {string} code */
  release(code) {
    this.#seen.delete(code);
  }
}
