/** Sealing what only the server may read: a compact JWE to the event's public key (DESIGN.md 6). */

const MODULE = new URL("../vendor/jose/jwe/compact/encrypt.js", import.meta.url);
const BLOCK = 1024; // bytes: all that is sealed is as long as that, so that its length tells nobody which answer it holds
const HEADER = { alg: "ECDH-ES", enc: "A256GCM" };

/**
 * Return the content as a JWE, which this device itself cannot open any more.
 * @param {JsonWebKey} key of the event
 * @param {object} content
 * @returns {Promise<string>}
 */
export async function seal(key, content) {
  const { CompactEncrypt } = await import(MODULE.href);
  return new CompactEncrypt(filled(JSON.stringify(content))).setProtectedHeader(HEADER).encrypt(key);
}

/** Return the bytes of a JSON text with spaces at its end. */
function filled(text) {
  const bytes = new TextEncoder().encode(text);
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK).fill(" ".charCodeAt(0));
  whole.set(bytes);
  return whole;
}
