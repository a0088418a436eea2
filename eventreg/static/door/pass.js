/** The one door pass of this device, and what remains of one that has ended. */

const DOOR = "door";

/**
 * @typedef {object} Pass
 * @property {string} token
 * @property {string} door
 * @property {string} operator
 * @property {"scanner" | "desk"} kind
 * @property {boolean} supervisor
 * @property {string} expires_at
 * @property {{id: number, name: string, zone: string, days: {date: string, starts: string | null, ends: string | null}[]}} event
 */

/**
 * What is left of a pass that has ended: enough to deliver what waits, and to nothing else.
 * @typedef {{token: string, event: {id: number}}} Left
 */

/**
 * Return the pass of this device, or null if there is none; one that has run out is ended.
 * @param {import("./store.js").Store} store
 * @returns {Promise<Pass | null>}
 */
export async function readPass(store) {
  const pass = await store.read("pass", (passes) => passes.get(DOOR));
  if (!pass || Date.parse(pass.expires_at) > Date.now()) return pass ?? null;
  await endPass(store, pass);
  return null;
}

/**
 * Keep a pass in place of any other; what the other one knew goes.
 * @param {import("./store.js").Store} store
 * @param {Pass} pass
 */
export async function keepPass(store, pass) {
  const earlier = await readPass(store);
  if (earlier) await endPass(store, earlier);
  await store.write("pass", (passes) => {
    passes.put(pass, DOOR);
    passes.delete(pass.event.id); // the new one delivers what the old one left
  });
}

/**
 * End a pass on this device: list and names go at once, and the pass; of it remains what delivers the scans that wait.
 * Other pages of this device are told.
 * @param {import("./store.js").Store} store
 * @param {Pass} pass
 */
export async function endPass(store, pass) {
  await store.write(["pass", "roster", "meta", "queue"], (passes, roster, meta, queue) => {
    passes.get(DOOR).onsuccess = ({ target }) => {
      if (target.result?.token !== pass.token) return; // another one has taken its place
      passes.delete(DOOR);
      for (const known of [roster, meta]) known.clear();
    };
    queue.index("event").count(pass.event.id).onsuccess = ({ target }) => {
      if (target.result) passes.put({ token: pass.token, event: { id: pass.event.id } }, pass.event.id);
    };
  });
  channel()?.postMessage("ended");
}

/**
 * Call back whenever another page of this device has ended a pass.
 * @param {() => void} act
 */
export function whenEnded(act) {
  channel()?.addEventListener("message", act);
}

/**
 * Return what is left of passes that have ended.
 * @param {import("./store.js").Store} store
 * @returns {Promise<Left[]>}
 */
export async function readLeft(store) {
  return (await store.read("pass", (passes) => passes.getAll())).filter((pass) => !pass.door);
}

/**
 * Forget what was left of a pass for an event.
 * @param {import("./store.js").Store} store
 * @param {number} eventId
 */
export function forgetLeft(store, eventId) {
  return store.write("pass", (passes) => passes.delete(eventId));
}

function channel() {
  return globalThis.BroadcastChannel ? new BroadcastChannel("eventreg-door") : null;
}
