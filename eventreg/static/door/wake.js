/** Keeping the screen on while the door is open, where the browser can. */

let lock = null;

/** Ask that the screen stays on; the browser takes it back whenever the page is hidden. */
export async function stayAwake() {
  if (lock && !lock.released) return;
  try {
    lock = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    lock = null; // low battery, or the page is hidden: the screen may go dark, nothing else
  }
}
