/** The link of a new door pass: how long it can still be opened, and that it was. */

import { follow } from "./follow.js";

const page = document.querySelector("[data-pass]");
const left = page.querySelector("[data-left]");
const until = Date.parse(page.dataset.until);

/** Show what belongs to a state; a link that was opened is good for nothing any more, and goes. */
function show(state) {
  for (const part of page.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  left.hidden = state !== "waiting";
}

/** Count down; the clocks of two machines differ, so it is the server that says when it is over. */
function count() {
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  page.querySelector("[data-left-time]").textContent = shown;
}

show("waiting");
count();
setInterval(count, 1000);
follow(page.dataset.follow, ({ states }) => show(states[page.dataset.pass]));
