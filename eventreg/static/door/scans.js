/** Scans as they are sent, and as they may be kept on the device (DESIGN.md 6). */

import { ticketHash } from "./ticket.js";
import { newId } from "./uuid.js";

/**
 * A scan that was just made. `kept` is its form on the disk, which never holds a ticket, only its hash; null where the
 * browser cannot make one. The server takes both for the same scan.
 * @typedef {{scan: object, kept: object | null, ticket?: string}} Made
 */

/**
 * Return a new scan that admits.
 * @param {import("./ticket.js").Named | {registration: number} | {sealed: string}} named
 * @param {"qr" | "code" | "search" | "walk_in"} way
 * @param {{day?: string, override?: boolean, reason?: string}} [more] what a supervisor decides
 * @returns {Promise<Made>}
 */
export async function admit(named, way, more = {}) {
  const scan = { ...named, ...more, ...stamp("admit", way) };
  const { ticket, ...rest } = scan;
  if (!ticket) return { scan, kept: scan };
  return { scan, ticket, kept: crypto.subtle ? { ...rest, ticket_hash: await ticketHash(ticket) } : null };
}

/**
 * Return a new scan that takes back another.
 * @param {string} id of the scan that stands
 * @param {string} way how the person was found
 * @returns {object}
 */
export function undo(id, way) {
  return { ...stamp("undo", way), undoes: id };
}

function stamp(action, way) {
  return { id: newId(), action, way, at: new Date().toISOString(), offline: false };
}
