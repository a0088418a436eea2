/** The cameras of the device: the picture of one, its torch, and why it may not be had. */

const SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const BACK = { facingMode: { ideal: "environment" } };
const SHARP = { advanced: [{ focusMode: "continuous" }] };
const CHOSEN = "eventreg.door.camera";
const PAUSE = 80; // milliseconds between pictures that are looked at: 12 a second

/** Why there is no picture; the page has a sentence for each. */
const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** One camera at a time, and the video element that shows it. */
export class Camera {
  #video;
  #stream = null;
  #wanted = false;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.#video = video;
  }

  /**
   * Show the picture. Returns "on", or why not: "insecure", "refused", "missing", "busy"; "off" if stopped meanwhile.
   * @param {() => void} onEnd called when the camera goes away by itself
   * @returns {Promise<string>}
   */
  async start(onEnd) {
    if (!navigator.mediaDevices?.getUserMedia) return window.isSecureContext ? "missing" : "insecure";
    this.stop();
    this.#wanted = true;
    try {
      const stream = await open(readChosen());
      if (!this.#wanted || this.#stream) return discard(stream);
      this.#stream = stream;
      this.#track.addEventListener("ended", onEnd, { once: true });
      this.#track.applyConstraints(SHARP).catch(() => {});
      this.#video.srcObject = stream;
      await this.#video.play();
      return "on";
    } catch (error) {
      if (!this.#wanted) return "off";
      this.stop();
      return REASONS[error.name] ?? "busy";
    }
  }

  /** Switch the camera off, so that its light goes out. */
  stop() {
    this.#wanted = false;
    if (this.#stream) discard(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /**
   * Return how many cameras there are to choose from; the browser tells once one is on.
   * @returns {Promise<number>}
   */
  async count() {
    return (await list()).length;
  }

  /** Choose the camera after the present one, for this device and from now on; start() then shows it. */
  async choose() {
    const cameras = await list();
    const now = cameras.indexOf(this.#track?.getSettings().deviceId);
    keepChosen(cameras[(now + 1) % cameras.length]);
  }

  /** Whether the camera has a lamp that can be switched. @returns {boolean} */
  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  /**
   * Switch the lamp; say whether it is on.
   * @param {boolean} on
   * @returns {Promise<boolean>}
   */
  async light(on) {
    try {
      await this.#track?.applyConstraints({ advanced: [{ torch: on }] });
      return on && this.hasTorch;
    } catch {
      return false;
    }
  }

  /**
   * Look at new pictures as long as the page lives, one after the other.
   * @param {(video: HTMLVideoElement) => Promise<void>} look
   */
  async watch(look) {
    for (;;) {
      const next = performance.now() + PAUSE;
      await picture(this.#video);
      if (this.#stream) await look(this.#video);
      await pause(Math.max(0, next - performance.now()));
    }
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }
}

/**
 * Call back when somebody allows the camera, in browsers that tell.
 * @param {() => void} act
 */
export async function whenAllowed(act) {
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  permission?.addEventListener("change", () => permission.state === "granted" && act());
}

/** Open the chosen camera; if it is gone, or none was chosen, the one at the back. */
async function open(chosen) {
  const which = chosen ? { deviceId: { exact: chosen } } : BACK;
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...SIZE, ...which } });
  } catch (error) {
    if (!chosen || REASONS[error.name] !== "missing") throw error;
    keepChosen("");
    return open("");
  }
}

async function list() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput" && device.deviceId).map((device) => device.deviceId);
}

function readChosen() {
  try {
    return localStorage.getItem(CHOSEN) ?? "";
  } catch {
    return "";
  }
}

function keepChosen(camera) {
  try {
    localStorage.setItem(CHOSEN, camera);
  } catch {
    // The camera at the back it is.
  }
}

/** Resolve at the next picture; where the browser cannot say when that is, or none comes, after a while. */
function picture(video) {
  return new Promise((resolve) => {
    video.requestVideoFrameCallback?.(() => resolve());
    setTimeout(resolve, video.requestVideoFrameCallback ? 1000 : 0);
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function discard(stream) {
  for (const track of stream.getTracks()) track.stop();
  return "off";
}
