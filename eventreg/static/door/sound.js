/** What a verdict sounds and feels like: one short figure for each, made here, without files. */

const SETTING = "eventreg.door.sound";

/** Notes as [hertz, start, length in seconds]; rising is good, level is "look", falling and low is "stop". */
const FIGURES = {
  admitted: { wave: "sine", notes: [[660, 0, 0.1], [990, 0.1, 0.2]], buzz: [80] },
  already_in: { wave: "triangle", notes: [[523, 0, 0.12], [523, 0.18, 0.12]], buzz: [60, 80, 60] },
  other_day: { wave: "triangle", notes: [[587, 0, 0.1], [494, 0.14, 0.1], [587, 0.28, 0.14]], buzz: [60, 60, 60, 60, 60] },
  other_event: { wave: "triangle", notes: [[494, 0, 0.14], [370, 0.16, 0.24]], buzz: [60, 80, 180] },
  not_confirmed: { wave: "triangle", notes: [[440, 0, 0.1], [440, 0.15, 0.1], [440, 0.3, 0.1], [440, 0.45, 0.1]], buzz: [40, 50, 40, 50, 40, 50, 40] },
  cancelled: { wave: "square", notes: [[196, 0, 0.18], [147, 0.22, 0.3]], buzz: [250, 100, 250] },
  unknown: { wave: "square", notes: [[165, 0, 0.45]], buzz: [450] },
  undone: { wave: "sine", notes: [[880, 0, 0.1], [660, 0.1, 0.1], [440, 0.2, 0.16]], buzz: [40, 40, 40] },
  waiting: { wave: "sine", notes: [[330, 0, 0.08], [330, 0.3, 0.08]], buzz: [120, 120, 120] },
  refused: { wave: "square", notes: [[165, 0, 0.15], [165, 0.2, 0.15], [165, 0.4, 0.15]], buzz: [150, 80, 150, 80, 150] },
};
const LOUDNESS = { sine: 0.5, triangle: 0.5, square: 0.2 };

/** The sounds of one page. Browsers let it sound only after somebody has touched the page once. */
export class Sound {
  #context = null;
  #on = readSetting();

  constructor() {
    const wake = () => this.#wake();
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, wake, { capture: true, passive: true });
  }

  /** Whether sounds are wanted. @returns {boolean} */
  get on() {
    return this.#on;
  }

  /** Switch the sounds, for this device and from now on. @param {boolean} on */
  switch(on) {
    this.#on = on;
    try {
      localStorage.setItem(SETTING, on ? "on" : "off");
    } catch {
      // It holds until the page is closed.
    }
  }

  /** Let a verdict be heard and felt. @param {string} verdict */
  play(verdict) {
    const figure = FIGURES[verdict];
    if (!figure || !this.#on) return;
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(figure.buzz);
    if (this.#context?.state !== "running") return;
    for (const note of figure.notes) this.#sing(figure.wave, ...note);
  }

  #wake() {
    this.#context ??= window.AudioContext ? new AudioContext() : null;
    if (this.#context?.state === "suspended") this.#context.resume().catch(() => {});
  }

  #sing(wave, hertz, start, length) {
    const voice = new OscillatorNode(this.#context, { type: wave, frequency: hertz });
    const volume = new GainNode(this.#context, { gain: 0 });
    const begin = this.#context.currentTime + start;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUDNESS[wave], begin + 0.01);
    volume.gain.setValueAtTime(LOUDNESS[wave], begin + length - 0.02);
    volume.gain.linearRampToValueAtTime(0, begin + length);
    voice.connect(volume).connect(this.#context.destination);
    voice.start(begin);
    voice.stop(begin + length);
  }
}

function readSetting() {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}
