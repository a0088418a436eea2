/** Finding a QR code in a picture, with zxing-wasm from our own server. */

const FOLDER = new URL("../vendor/zxing-wasm/", import.meta.url);
const MODULE = new URL("es/reader/index.js", FOLDER);
const LONGEST = 800; // pixels: enough for a code that fills a quarter of the picture, quick on a cheap phone
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryRotate: true, tryInvert: true, maxNumberOfSymbols: 1 };

/**
 * Fetch the reader; rejects if it cannot be had.
 * @returns {Promise<Reader>}
 */
export async function loadReader() {
  const zxing = await import(MODULE.href);
  // Without this it would ask a third party for its other half.
  const overrides = { locateFile: (path) => new URL(path, FOLDER).href };
  await zxing.prepareZXingModule({ overrides, fireImmediately: true });
  return new Reader(zxing);
}

/** Reads QR codes from the pictures of a video. */
export class Reader {
  #zxing;
  #canvas = document.createElement("canvas");
  #brush = this.#canvas.getContext("2d", { willReadFrequently: true });

  /** @param {{readBarcodes: Function}} zxing */
  constructor(zxing) {
    this.#zxing = zxing;
  }

  /**
   * Return what the code in the present picture says, or null if there is none.
   * @param {HTMLVideoElement} video
   * @returns {Promise<{text: string, bytes: Uint8Array} | null>}
   */
  async read(video) {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    const width = Math.round(video.videoWidth * scale);
    const height = Math.round(video.videoHeight * scale);
    if (!width || !height) return null;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      Object.assign(this.#canvas, { width, height });
    }
    this.#brush.drawImage(video, 0, 0, width, height);
    const found = await this.#zxing.readBarcodes(this.#brush.getImageData(0, 0, width, height), OPTIONS);
    const valid = found.find((code) => code.isValid);
    return valid ? { text: valid.text, bytes: valid.bytes } : null;
  }
}
