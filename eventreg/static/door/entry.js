/** Scans as they are sent, and as they may be kept on the device. */

import { ticketHash } from "./ticket.js";
import { newId } from "./uuid.js";

/**
 * A scan as DESIGN.md 6 describes it.
 * @typedef {object} Scan
 * @property {string} id
 * @property {"admit" | "undo"} action
 * @property {"qr" | "code"} way
 * @property {string} at ISO time on this device
 * @property {boolean} offline whether it had to wait
 * @property {string} [ticket]
 * @property {string} [ticket_hash]
 * @property {string} [code]
 * @property {string} [undoes]
 */

/**
 * A scan in the queue. `kept` is its form on the disk of the device, which never holds a ticket, only its hash. Since
 * the same id must always say the same, that form has an id of its own: after a reload the server may
 * get the scan a second time under it, which adds a scan and no attendance. `late` says that it
 * had to wait, `speaks` that its verdict is shown; `name` and `code` are what the screen knows of the person.
 * @typedef {{scan: Scan, kept: Scan | null, late: boolean, speaks: boolean, name?: string, code?: string}} Entry
 */

/**
 * Return a new scan that admits.
 * @param {import("./ticket.js").Named} named
 * @param {"qr" | "code"} way
 * @returns {Promise<Entry>}
 */
export async function admit(named, way) {
  const scan = { ...named, ...stamp("admit", way) };
  return { scan, kept: await keepable(scan), late: false, speaks: true };
}

/**
 * Return new scans that take back others, one for each; the last one speaks for all of them.
 * @param {string[]} ids of the scans that stand
 * @param {"qr" | "code"} way how the person was found
 * @param {{name?: string, code?: string}} [known] what the screen may say of the person
 * @returns {Entry[]}
 */
export function undo(ids, way, known = {}) {
  return ids.map((id, index) => {
    const scan = { ...stamp("undo", way), undoes: id };
    return { ...known, scan, kept: scan, late: false, speaks: index === ids.length - 1 };
  });
}

/** @param {"admit" | "undo"} action @param {"qr" | "code"} way */
function stamp(action, way) {
  return { id: newId(), action, way, at: new Date().toISOString(), offline: false };
}

/** @param {Scan} scan @returns {Promise<Scan | null>} */
async function keepable(scan) {
  if (!scan.ticket) return scan;
  if (!crypto.subtle) return null;
  const { ticket, ...rest } = scan;
  return { ...rest, id: newId(), ticket_hash: await ticketHash(ticket) };
}
