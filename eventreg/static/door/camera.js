/** The camera at the back of the device: its picture, its torch, and why it may not be had. */

const WANTED = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
};
const PAUSE = 125; // milliseconds between pictures that are looked at: 8 a second

/** Why there is no picture; the page has a sentence for each. */
const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** One camera and the video element that shows it. */
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
      const stream = await navigator.mediaDevices.getUserMedia(WANTED);
      if (!this.#wanted || this.#stream) return discard(stream);
      this.#stream = stream;
      this.#track.addEventListener("ended", onEnd, { once: true });
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
   * Look at new pictures as long as the page lives, at most 8 a second, one after the other.
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
