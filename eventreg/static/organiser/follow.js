/** Following what changes on the server: a page asks every two seconds, and is mostly told that nothing did. */

const PAUSE = 2000; // milliseconds between an answer and the next question
const PATIENCE = 10000; // until a question counts as not answered
const OVER = [401, 403, 404]; // it will not be otherwise later

/**
 * Ask an address again and again, as long as somebody looks at the page.
 * @param {string} url of a JSON answer with an ETag
 * @param {(answer: object) => void} changed is called with each answer that differs from the one before
 * @param {(heard: boolean) => void} [heard] is told whether the last question was answered
 */
export function follow(url, changed, heard = () => {}) {
  let tag = null;
  let timer = 0;
  let asking = false;

  async function ask() {
    if (asking || document.hidden) return;
    asking = true;
    let over = false;
    try {
      const response = await question(url, tag);
      over = OVER.includes(response.status);
      if (response.ok) {
        changed(await response.json());
        tag = response.headers.get("ETag");
      }
      heard(response.ok || response.status === 304);
    } catch {
      heard(false);
    }
    asking = false;
    if (!over) timer = setTimeout(ask, PAUSE);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    ask();
  });
  ask();
}

async function question(url, tag) {
  const headers = { Accept: "application/json", ...(tag && { "If-None-Match": tag }) };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    // Whoever was logged out is led to another page, which is no answer.
    return await fetch(url, { headers, cache: "no-store", redirect: "error", signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}
