/** The page as an app of this device: it opens without a network, and follows the releases of the server. */

const LOOK = 600000; // milliseconds between looks for a new release
const QUIET = 30000; // milliseconds between looks whether the page may be loaded anew

/**
 * Let the page be opened without a network. Once a new release is there, the page is loaded anew as soon as it is idle.
 * @param {string} url of the service worker
 * @param {string} files where those workers lie that read codes: a browser asks whoever serves their address, not the page's
 * @param {() => boolean} isIdle
 */
export async function install(url, files, isIdle) {
  if (!navigator.serviceWorker) return; // not a secure context
  navigator.serviceWorker.addEventListener("message", () => reloadWhen(isIdle), { once: true });
  await loaded();
  try {
    const page = await navigator.serviceWorker.register(url);
    await keepLanguage();
    await navigator.serviceWorker.ready; // the other one finds all files there
    const readers = await navigator.serviceWorker.register(url, { scope: files });
    setInterval(() => [page, readers].map((each) => each.update().catch(() => {})), LOOK);
  } catch {
    return; // no network, or the browser keeps nothing
  }
  navigator.storage?.persist?.();
}

function reloadWhen(isIdle) {
  if (isIdle()) location.reload();
  else setTimeout(() => reloadWhen(isIdle), QUIET);
}

/** Tell the worker which language is read here; without a network only the phone itself can know. */
async function keepLanguage() {
  const kept = await caches.open("eventreg-language");
  await kept.put("/door/language", new Response(document.documentElement.lang));
}

/** What the page itself loads comes first. */
function loaded() {
  if (document.readyState === "complete") return null;
  return new Promise((resolve) => addEventListener("load", resolve, { once: true }));
}
