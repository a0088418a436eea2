/** The worker that finds QR codes in pictures, so that the page never waits for it. */

import { prepareZXingModule, readBarcodes } from "../vendor/zxing-wasm/es/reader/index.js";
import { brighten } from "./brightness.js";

const FOLDER = new URL("../vendor/zxing-wasm/", import.meta.url);
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryRotate: true, tryInvert: true, maxNumberOfSymbols: 1 };

let canvas = null;

/** Answer each picture, an ImageBitmap or ImageData, with what its code says, or null. */
addEventListener("message", async ({ data: picture }) => {
  postMessage({ found: await read(picture).catch(() => null) });
});

async function read(picture) {
  const pixels = picture instanceof ImageData ? picture : pixelsOf(picture);
  brighten(pixels.data);
  const codes = await readBarcodes(pixels, OPTIONS);
  const valid = codes.find((code) => code.isValid);
  return valid ? { text: valid.text, bytes: valid.bytes } : null;
}

function pixelsOf(bitmap) {
  const { width, height } = bitmap;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.drawImage(bitmap, 0, 0);
  bitmap.close();
  return brush.getImageData(0, 0, width, height);
}

// Without locateFile it would ask a third party for its other half.
prepareZXingModule({ overrides: { locateFile: (path) => new URL(path, FOLDER).href }, fireImmediately: true }).then(
  () => postMessage({ ready: true }),
  () => postMessage({ ready: false }),
);
