/** A page whose parts follow the server: each `data-part` inside `data-follow` is written anew when it has changed. */

import { follow } from "./follow.js";

/** @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/**
 * Put the parts of an answer where they belong; what is the same is left alone, and with it focus and selection.
 * @param {ParentNode} page
 * @param {Record<string, string>} parts HTML as the server wrote it, by name
 */
export function put(page, parts) {
  for (const place of page.querySelectorAll("[data-part]")) {
    const html = parts[place.dataset.part];
    if (html === undefined || html === shown.get(place)) continue;
    shown.set(place, html);
    place.innerHTML = html;
  }
}

for (const page of document.querySelectorAll("[data-follow]:not([data-pass])")) {
  const lost = page.querySelector("[data-lost]");
  follow(
    page.dataset.follow,
    (answer) => put(page, answer.parts),
    (heard) => {
      if (lost) lost.hidden = heard;
    },
  );
}
