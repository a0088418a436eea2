/** Making a dim picture as bright as a reader of codes wants it. */

const STEP = 4 * 61; // bytes: every 61st pixel tells enough
const TAIL = 0.02; // of the pixels, which may be brighter or darker than the rest: a lamp, a shadow
const ENOUGH = 128; // of 255 levels between dark and bright

/**
 * Spread the brightness of a dim or pale picture over the whole range, in place; leave one that has enough of it.
 * @param {Uint8ClampedArray} pixels red, green, blue and opacity in turn
 */
export function brighten(pixels) {
  const [dark, bright] = range(pixels);
  if (bright - dark >= ENOUGH || bright <= dark) return;
  const table = Uint8ClampedArray.from({ length: 256 }, (_, level) => ((level - dark) * 255) / (bright - dark));
  for (let at = 0; at < pixels.length; at += 4) {
    pixels[at] = pixels[at + 1] = pixels[at + 2] = table[pixels[at + 1]];
  }
}

/** Return the levels of green, which the eye takes for brightness, between which most pixels lie. */
function range(pixels) {
  const counts = new Uint32Array(256);
  let seen = 0;
  for (let at = 1; at < pixels.length; at += STEP, seen += 1) counts[pixels[at]] += 1;
  return [level(counts, seen * TAIL), level(counts, seen * (1 - TAIL))];
}

function level(counts, wanted) {
  let below = 0;
  return counts.findIndex((count) => (below += count) > wanted);
}
