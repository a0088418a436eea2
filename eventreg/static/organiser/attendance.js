/** Entering from paper: names are found as one types, Enter goes on to the next row, and rows never run out. */

import { newId } from "../door/uuid.js";

const LEAST = 3; // letters
const PAUSE = 150; // milliseconds without a key before we ask

const form = document.querySelector("[data-entry]");
const rows = form?.querySelector(".entries");
const last = rows?.lastElementChild.cloneNode(true);
const known = new Map(); // what was found for a text
let timer = 0;

const fieldIn = (row) => row.querySelector("input[list]");

/** Return whom a text may mean: {who, organisation, present} each. */
async function find(text) {
  if (!known.has(text)) {
    const url = new URL(form.dataset.find, location.href);
    url.searchParams.set("q", text);
    const response = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "error" });
    if (!response.ok) return [];
    known.set(text, (await response.json()).people);
  }
  return known.get(text);
}

/** Offer in a row whom its text may mean; of one who is meant for sure, say where they come from. */
async function offer(row) {
  const field = fieldIn(row);
  const text = field.value.trim();
  const people = text.length < LEAST ? [] : await find(text).catch(() => []);
  if (field.value.trim() !== text) return; // somebody went on typing
  const options = people.map((one) => Object.assign(document.createElement("option"), { value: one.who, label: one.organisation }));
  row.querySelector("datalist").replaceChildren(...options);
  say(row, people);
}

function say(row, people) {
  const only = people.length === 1 ? people[0] : null;
  const told = only && [only.who, only.organisation, ...(only.present ? [form.dataset.present] : [])];
  row.querySelector("[data-said]").textContent = told ? told.join(", ") : "";
  row.only = only;
}

/** Go on to the next row; one who is meant for sure is written out. */
function goOn(row) {
  if (row.only) fieldIn(row).value = row.only.who;
  const next = row.nextElementSibling ?? add();
  if (next) fieldIn(next).focus();
}

/** Add a row below the others, unless there are as many as the server reads. */
function add() {
  const number = rows.children.length;
  if (number >= Number(form.dataset.most)) return null;
  const row = last.cloneNode(true);
  const old = /\brows-\d+/g;
  for (const part of row.querySelectorAll("[id], [name], [for], [list]"))
    for (const name of ["id", "name", "for", "list"])
      if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(old, `rows-${number}`));
  const label = row.querySelector("label");
  label.textContent = label.textContent.replace(/\d+/, number + 1);
  row.querySelector("input[type=hidden]").value = newId();
  fieldIn(row).value = "";
  rows.append(row);
  return row;
}

form?.addEventListener("input", ({ target }) => {
  const row = target.closest("[data-row]");
  if (!row || !target.matches("input[list]")) return;
  row.only = null;
  clearTimeout(timer);
  timer = setTimeout(() => offer(row), PAUSE);
});

form?.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  if (event.key !== "Enter" || !row || event.isComposing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  goOn(row);
});
