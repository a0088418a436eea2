/** From what was held before the camera, or typed, to what a scan says of it (DESIGN.md 6). */

/**
 * What a scan names: a ticket, the hash of a foreign payload, or a short code.
 * @typedef {{ticket: string} | {ticket_hash: string} | {code: string}} Named
 */

const TICKET_URL = /\/t\/([a-z2-7]{26})$/i;
const LONGEST_SHOWN = 12;
const IGNORED = /[\s\-\u2010-\u2015]+/g; // in a code: spaces and all that looks like a hyphen

/**
 * Return base64url(SHA-256(bytes)), unpadded. Needs a secure context, as the camera does.
 * @param {Uint8Array} bytes
 * @returns {Promise<string>}
 */
export async function digest(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...sum)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * Return the hash under which a ticket is kept on devices.
 * @param {string} ticket
 * @returns {Promise<string>}
 */
export function ticketHash(ticket) {
  return digest(new TextEncoder().encode(ticket.toUpperCase()));
}

/**
 * Read a QR code: our ticket if its address is one of any host's; of all else only a hash leaves the device.
 * @param {{text: string, bytes: Uint8Array}} payload
 * @returns {Promise<Named>}
 */
export async function fromPicture({ text, bytes }) {
  const found = TICKET_URL.exec(text);
  return found ? { ticket: found[1].toUpperCase() } : { ticket_hash: await digest(bytes) };
}

/**
 * Read what was typed: a short code, or the ticket's address, as a hand scanner types it. Null if nothing was.
 * @param {string} typed
 * @returns {Named | null}
 */
export function fromTyped(typed) {
  const found = TICKET_URL.exec(typed.trim());
  if (found) return { ticket: found[1].toUpperCase() };
  const code = typed.replace(IGNORED, "").toUpperCase();
  return code ? { code } : null;
}

/**
 * Write a code as people read it: in groups of four; of what is too long for one, the beginning.
 * @param {string} code
 * @returns {string}
 */
export function showCode(code) {
  if (code.length === 8) return `${code.slice(0, 4)}-${code.slice(4)}`;
  return code.length > LONGEST_SHOWN ? `${code.slice(0, LONGEST_SHOWN)}…` : code;
}
