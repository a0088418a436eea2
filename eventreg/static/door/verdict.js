/** A verdict's card: the page's own template, its slots filled with what the API answered. */

import { clock, dates, moment } from "./dates.js";
import { showCode } from "./ticket.js";

/**
 * What the cards have slots for; whatever is not known is empty.
 * @typedef {Record<string, string>} Slots
 */

/**
 * Return what the slots of a card say of one result.
 * @param {object} result of the API (DESIGN.md 6)
 * @param {{name?: string, code?: string, late?: string}} known of the person besides, and when a late answer was asked for
 * @param {string} lang
 * @param {string} [zone]
 * @returns {Slots}
 */
export function slots(result, known, lang, zone) {
  const several = result.days?.length > 1 && result.day_number;
  return {
    name: result.name ?? known.name ?? "",
    organisation: result.organisation ?? "",
    code: showCode(known.code ?? ""),
    no_photo: result.marks?.includes("no_photo") ? "yes" : "",
    day_number: several ? String(result.day_number) : "",
    day_count: several ? String(result.days.length) : "",
    days: dates(result.days ?? [], lang),
    first_time: result.first_at ? clock(result.first_at, lang, zone) : "",
    first_door: result.first_door ?? "",
    first_by: result.first_by ?? "",
    cancelled: result.cancelled_at ? moment(result.cancelled_at, lang, zone) : "",
    event: result.event ?? "",
    late: known.late ? clock(known.late, lang, zone) : "",
    reason: result.error ?? "",
  };
}

/**
 * Return a card, filled, and the name of its colour.
 * @param {string} verdict
 * @param {Slots} words
 * @returns {{card: DocumentFragment, colour: string}}
 */
export function fill(verdict, words) {
  const template = document.querySelector(`template[data-verdict="${CSS.escape(verdict)}"]`);
  const card = template.content.cloneNode(true);
  for (const line of card.querySelectorAll("[data-needs]")) {
    if (!line.dataset.needs.split(" ").every((need) => isMet(need, words))) line.remove();
  }
  fillSlots(card, words);
  return { card, colour: template.dataset.colour };
}

/**
 * Return the word of a verdict, as its card says it.
 * @param {string} verdict
 * @returns {string}
 */
export function wordOf(verdict) {
  return fill(verdict, {}).card.querySelector(".word").textContent;
}

/**
 * Write words into the slots of a part of the page.
 * @param {ParentNode} part
 * @param {Slots} words
 */
export function fillSlots(part, words) {
  for (const slot of part.querySelectorAll("[data-slot]")) slot.textContent = words[slot.dataset.slot] ?? "";
}

function isMet(need, words) {
  return need.startsWith("!") ? !words[need.slice(1)] : Boolean(words[need]);
}
