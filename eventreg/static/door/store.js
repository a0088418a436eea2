/** The scans that wait on the disk of this device, one key each, so that two tabs never overwrite each other. */

const PREFIX = "eventreg.door.scan.";

/** What waits for one event. */
export class Store {
  /** @param {number} eventId */
  constructor(eventId) {
    this.prefix = `${PREFIX}${eventId}.`;
  }

  /**
   * Return the scans that an earlier visit left behind, the oldest first.
   * @returns {import("./entry.js").Scan[]}
   */
  list() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
      const scans = keys.map((key) => JSON.parse(localStorage.getItem(key)));
      return scans.sort((one, other) => one.at.localeCompare(other.at));
    } catch {
      return [];
    }
  }

  /** @param {import("./entry.js").Scan | null} scan */
  keep(scan) {
    if (!scan) return;
    try {
      localStorage.setItem(this.prefix + scan.id, JSON.stringify(scan));
    } catch {
      // Full or forbidden: the scan still waits in the page, which says so.
    }
  }

  /** @param {import("./entry.js").Scan | null} scan */
  drop(scan) {
    try {
      if (scan) localStorage.removeItem(this.prefix + scan.id);
    } catch {
      // See keep().
    }
  }
}
