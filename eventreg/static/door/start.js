/** Opening the door: the secret of the link is taken out of the address at once and exchanged for a pass. */

import { redeem } from "./api.js";
import { adopt, deliver } from "./leftover.js";
import { keepPass, readPass } from "./pass.js";
import { Store } from "./store.js";

const page = document.querySelector("[data-start]");
const form = page.querySelector("form");
const storage = openStorage();
const words = Object.fromEntries(Array.from(page.querySelectorAll("[data-words]"), (part) => [part.dataset.words, part]));

/** Open the database; where the browser keeps nothing, the session still has the pass, and codes can be typed. */
async function openStorage() {
  try {
    const store = await Store.open();
    await adopt(store);
    return store;
  } catch {
    return null;
  }
}

/** Take the secret out of the address, so that neither history nor a shared screen keeps it. */
function takeSecret() {
  const secret = location.hash.slice(1);
  if (secret) history.replaceState(null, "", location.pathname + location.search);
  return secret;
}

async function open(secret) {
  show("opening");
  try {
    const pass = await redeem(page.dataset.redeem, secret, form.elements.csrf_token?.value ?? "");
    const store = await storage;
    if (store) await keepPass(store, pass);
    location.replace(page.dataset.scan);
  } catch (problem) {
    if (problem.unheard) form.elements.secret.value = secret; // the link can be tried again
    tell(problem);
  }
}

function tell(problem) {
  words.problem.querySelector("[data-detail]").textContent = problem.detail || problem.title;
  show(problem.detail || problem.title ? "problem" : "unheard");
}

/** Show one of the page's sentences; while the link is being opened nothing else. */
function show(name) {
  for (const [key, part] of Object.entries(words)) part.hidden = key !== name;
  form.hidden = name === "opening";
}

function secretIn(typed) {
  return typed.trim().split("#").at(-1);
}

async function begin() {
  const secret = takeSecret();
  if (secret) open(secret);
  const store = await storage;
  const known = store && (await readPass(store));
  if (store && !secret) deliver(store, document.documentElement.lang);
  if (!known) return;
  page.querySelector("[data-known]").hidden = false;
  page.querySelector("[data-known-door]").textContent = known.door;
  page.querySelector("[data-known-event]").textContent = known.event.name;
}

form.addEventListener("submit", (event) => {
  const secret = secretIn(form.elements.secret.value);
  if (!secret) return;
  event.preventDefault();
  open(secret);
});
addEventListener("hashchange", begin);
begin();
