/** Hand-held scanners that type: keys far faster than fingers, ended by Enter, anywhere on the page. */

const FAST = 80; // milliseconds between two keys of a scanner at most
const SHORTEST = 8; // signs: as long as a short code
const FIELDS = "input, textarea, select, [contenteditable]";

/**
 * Call back with what a scanner types outside the fields of the page, which go on as ever.
 * @param {(text: string) => void} act
 * @param {() => boolean} [open] whether a scan is welcome now
 */
export function listenForScanner(act, open = () => true) {
  let typed = "";
  let last = 0;
  addEventListener(
    "keydown",
    (event) => {
      if (event.target.closest?.(FIELDS) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.timeStamp - last > FAST) typed = "";
      if (event.key.length === 1) {
        if (typed) event.preventDefault(); // the second key of a scanner presses no button
        typed += event.key;
      } else if (event.key === "Enter") {
        const scanned = typed;
        typed = "";
        if (scanned.length < SHORTEST || !open()) return;
        event.preventDefault();
        event.stopPropagation();
        act(scanned);
      } else if (event.key !== "Shift" && event.key !== "CapsLock") {
        typed = "";
      }
      last = event.timeStamp;
    },
    { capture: true },
  );
}
