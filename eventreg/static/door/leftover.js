/** What earlier passes and earlier versions of this page left on the device. */

import { sendScans } from "./api.js";
import { forgetLeft, keepPass, readLeft } from "./pass.js";
import { Queue } from "./queue.js";

const PASS = "eventreg.door.pass";
const SCAN = /^eventreg\.door\.scan\.(\d+)\./;

/**
 * Deliver the scans of passes that have ended; with the last one nothing is left of such a pass.
 * @param {import("./store.js").Store} store
 * @param {string} lang
 */
export async function deliver(store, lang) {
  for (const left of await readLeft(store)) {
    const forget = async () => (await queue.count()) || forgetLeft(store, left.event.id);
    const listener = { answered: forget, delayed: () => {}, refused: forget, ended: () => {} };
    const queue = new Queue(store, left.event.id, (scans) => sendScans(left, scans, lang), listener);
    queue.flush();
  }
}

/**
 * Move the pass and the scans that versions before the database kept elsewhere.
 * @param {import("./store.js").Store} store
 */
export async function adopt(store) {
  const old = Object.keys(localStorage).filter((key) => key === PASS || SCAN.test(key));
  if (!old.length) return;
  const scans = old.filter((key) => key !== PASS).map((key) => asItem(Number(SCAN.exec(key)[1]), read(key)));
  const waiting = scans.filter(({ scan }) => scan?.id).sort((one, other) => one.scan.at.localeCompare(other.scan.at));
  await store.write("queue", (queue) => waiting.forEach((item) => queue.put(item)), "strict");
  const pass = read(PASS);
  if (pass?.token && pass.event) await keepPass(store, pass);
  for (const key of old) localStorage.removeItem(key);
}

/** @returns {import("./queue.js").Item} */
function asItem(event, scan) {
  return { event, scan: { ...scan, offline: true }, entry: null, day: null, verdict: null, shown: null };
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
