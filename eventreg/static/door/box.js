/** Opening the box of a roster entry with the ticket that it was sealed for (DESIGN.md 6). */

const INFO = new TextEncoder().encode("eventreg box 1");
const NONCE = 12; // bytes

/**
 * Return name, organisation and marks of an entry, or null if this ticket does not open its box.
 * @param {{id: number, box: string}} entry
 * @param {string} ticket in upper case
 * @returns {Promise<{name: string, organisation: string, marks: string[]} | null>}
 */
export async function openBox(entry, ticket) {
  try {
    const sealed = bytes(entry.box);
    const iv = sealed.subarray(0, NONCE);
    const additionalData = new TextEncoder().encode(String(entry.id));
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, await key(ticket), sealed.subarray(NONCE));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}

async function key(ticket) {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(ticket), "HKDF", false, ["deriveKey"]);
  const way = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: INFO };
  return crypto.subtle.deriveKey(way, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
}

function bytes(base64url) {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
