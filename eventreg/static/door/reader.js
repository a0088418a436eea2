/** Finding a QR code in the pictures of a video: two views of it in turn, read by a worker. */

const LONGEST = 800; // pixels: quick on a cheap phone, and enough for a code that fills a quarter of the picture
const PATIENCE = 10000; // milliseconds until a worker that says nothing is given up
const WORKER = new URL("./reader-worker.js", import.meta.url);

/**
 * What part of a picture is looked at, and in which size.
 * @typedef {{x: number, y: number, from: {width: number, height: number}, to: {width: number, height: number}}} View
 */

/**
 * Start the reader; rejects if it cannot be had.
 * @returns {Promise<Reader>}
 */
export async function loadReader() {
  const reader = new Reader();
  await reader.start();
  return reader;
}

/** Reads QR codes from the pictures of a video. */
export class Reader {
  #worker;
  #looks = 0;
  #canvas;

  /** Start the worker; rejects if it cannot read. */
  async start() {
    this.#worker = new Worker(WORKER, { type: "module" });
    const { ready } = await answer(this.#worker);
    if (!ready) throw new Error("the reader cannot be loaded");
  }

  /**
   * Return what the code in the present picture says, or null if none is found in this look.
   * @param {HTMLVideoElement} video
   * @returns {Promise<{text: string, bytes: Uint8Array} | null>}
   */
  async read(video) {
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || !height) return null;
    const view = (this.#looks++ % 2 ? centre : whole)(width, height);
    const picture = await this.#take(video, view).catch(() => null);
    if (!picture) return null; // the camera has just gone
    try {
      const awaited = answer(this.#worker);
      this.#worker.postMessage(picture, [picture instanceof ImageData ? picture.data.buffer : picture]);
      return (await awaited).found;
    } catch {
      await this.#restart();
      return null;
    }
  }

  /** Take a picture; a worker that cannot draw gets its pixels. */
  async #take(video, { x, y, from, to }) {
    if (typeof OffscreenCanvas === "undefined") return this.#draw(video, { x, y, from, to });
    const size = { resizeWidth: to.width, resizeHeight: to.height, resizeQuality: "medium" };
    return createImageBitmap(video, x, y, from.width, from.height, size);
  }

  #draw(video, { x, y, from, to }) {
    this.#canvas ??= document.createElement("canvas");
    Object.assign(this.#canvas, to);
    const brush = this.#canvas.getContext("2d", { willReadFrequently: true });
    brush.drawImage(video, x, y, from.width, from.height, 0, 0, to.width, to.height);
    return brush.getImageData(0, 0, to.width, to.height);
  }

  /** Let another worker go on; if it cannot be had now, the next look tries again. */
  async #restart() {
    this.#worker.terminate();
    await this.start().catch(() => {});
  }
}

/**
 * Return the view of the whole picture, made smaller: what is large, near, or at the edge.
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
export function whole(width, height) {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const to = { width: Math.round(width * scale), height: Math.round(height * scale) };
  return { x: 0, y: 0, from: { width, height }, to };
}

/**
 * Return the view of the picture's middle as the camera sees it: what is small or far.
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
export function centre(width, height) {
  const side = Math.min(LONGEST, width, height);
  const size = { width: side, height: side };
  return { x: (width - side) >> 1, y: (height - side) >> 1, from: size, to: size };
}

/** Resolve with the worker's next message; reject if it fails or says nothing. */
function answer(worker) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE);
    const settle = (act) => (event) => {
      clearTimeout(timer);
      act(event.data);
    };
    worker.onmessage = settle(resolve);
    worker.onerror = worker.onmessageerror = settle(reject);
  });
}
