/** The scanning page: with a pass on this device it becomes the door, else it stays what the server sent. */

import { Door } from "./door.js";
import { readPass } from "./pass.js";

const pass = readPass();
if (pass) {
  const live = document.querySelector("#live");
  document.querySelector("#plain").remove();
  live.hidden = false;
  new Door(live, pass).open();
} else {
  document.querySelector("#plain").classList.add("shown");
}
