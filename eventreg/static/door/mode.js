/** Whether the door goes on by itself after a welcome (express), or waits for a tap (confirm); kept on the device. */

const SETTING = "eventreg.door.mode";

/**
 * Return the mode of this device.
 * @returns {"express" | "confirm"}
 */
export function readMode() {
  try {
    return localStorage.getItem(SETTING) === "confirm" ? "confirm" : "express";
  } catch {
    return "express";
  }
}

/** Keep a mode, for this device and from now on. @param {"express" | "confirm"} mode */
export function keepMode(mode) {
  try {
    localStorage.setItem(SETTING, mode);
  } catch {
    // It is asked again the next time.
  }
}
