/**
 * The service worker of the door: it keeps the files of one release, so that the page opens without a network.
 * The server says in `RELEASE` which these are (web/door_app.py); a new release is another script to the browser.
 */

/* global RELEASE */

const CACHE = `door-${RELEASE.id}`;
const OURS = /^door-/;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const answer = event.request.method === "GET" && answerFor(event.request);
  if (answer) event.respondWith(answer);
});

/** Fetch the files, as far as they are not there, and the page in each language. */
async function keep() {
  const cache = await caches.open(CACHE);
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const missing = RELEASE.files.filter((file) => !there.has(file));
  await Promise.all([cache.addAll(missing), ...Object.values(RELEASE.pages).map((url) => keepPage(cache, url))]);
  await self.skipWaiting();
}

/** The page is nobody's: it is asked for without a session. */
async function keepPage(cache, url) {
  const answer = await fetch(url, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(`${url} is answered ${answer.status}`);
  await cache.put(url, answer);
}

/** Take over, and tell pages of another release; that one stays for them, those before it go. */
async function begin() {
  const others = (await caches.keys()).filter((name) => OURS.test(name) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
  const pages = others.length ? await self.clients.matchAll({ type: "window" }) : [];
  for (const page of pages) page.postMessage("another release");
}

/** Return the answer to a request, or nothing where only the network can answer. */
function answerFor(request) {
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== self.location.origin) return null;
  if (pathname.startsWith("/static/")) return file(request);
  if (request.mode !== "navigate") return null;
  if (pathname === RELEASE.scan) return page(searchParams.get("lang"), request);
  return pathname === RELEASE.start ? fetch(request).catch(() => Response.redirect(RELEASE.scan)) : null;
}

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Return the page in the language that is asked for, else in the one that was read last. */
async function page(asked, request) {
  const cache = await caches.open(CACHE);
  const read = await (await caches.match("/door/language"))?.text();
  const url = RELEASE.pages[asked] ?? RELEASE.pages[read] ?? Object.values(RELEASE.pages)[0];
  return (await cache.match(url)) ?? fetch(request);
}
