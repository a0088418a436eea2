/** The scanning page: with a pass on this device it becomes the door, else it stays what the server sent. */

import { Door } from "./door.js";
import { install } from "./install.js";
import { adopt, deliver } from "./leftover.js";
import { readPass } from "./pass.js";
import { Store } from "./store.js";

async function begin() {
  const store = await Store.open();
  await adopt(store);
  const pass = await readPass(store);
  deliver(store, document.documentElement.lang);
  return pass && new Door(document.querySelector("#live"), store, pass);
}

const door = await begin().catch(() => null); // a browser that keeps nothing has no pass either
const live = document.querySelector("#live");
if (door) {
  document.querySelector("#plain").remove();
  live.hidden = false;
  door.open();
} else {
  document.querySelector("#plain").classList.add("shown");
}
install(live.dataset.worker, live.dataset.files, () => !door || door.idle);
