/** A list of people to tap on, as the search and the form for walk-ins show it. */

import { clock } from "./dates.js";
import { fillSlots } from "./verdict.js";

/**
 * Show people in a list.
 * @param {HTMLElement} list
 * @param {import("./finder.js").Found[]} people
 * @param {string} lang
 * @param {(person: import("./finder.js").Found) => void} act what a tap does
 */
export function showPeople(list, people, lang, act) {
  list.replaceChildren(...people.map((person) => row(person, lang, act)));
}

function row(person, lang, act) {
  const template = document.querySelector("template[data-person]");
  const line = template.content.firstElementChild.cloneNode(true);
  fillSlots(line, { ...person, time: person.since ? clock(person.since, lang) : "" });
  for (const tag of line.querySelectorAll("[data-state]")) tag.hidden = tag.dataset.state !== state(person);
  line.querySelector("button").addEventListener("click", () => act(person));
  return line;
}

function state({ status, since }) {
  if (since) return "here";
  if (status === "cancelled") return "cancelled";
  return status === "confirmed" ? "" : "open";
}
