// Keeps a game up to date: the server says when it changed, then the page is asked for again and its parts are replaced.

const POLL = 5_000 // milliseconds between requests while there is no stream
const SAFETY = 30_000 // and while there is one
const LATE = 20_000 // a pause of the clock after which the computer must have slept
const FIRST_WAIT = 1_000, LONGEST_WAIT = 30_000 // between attempts to open a stream that the server refused

const live = document.getElementById("live");
const age = document.querySelector("[data-age]");
let stream = null;
let isOpen = false;
let isSignedOut = false;
let hasFailed = false; // the last request
let readAt = Date.now(); // when the page was last known to be current
let askedAt = Date.now();
let asking = false;
let again = false;
let wait = FIRST_WAIT;
let lastTick = Date.now();
let reopening;

// One request at a time; what changes meanwhile is read by the next.
async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  askedAt = Date.now();
  try {
    const started = Date.now();
    const response = await fetch(location.href, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(15_000) });
    if (response.type === "opaqueredirect") { isSignedOut = true; stream?.close(); }
    else if (!response.ok) hasFailed = true;
    else { hasFailed = false; show(new DOMParser().parseFromString(await response.text(), "text/html")); readAt = started; }
  } catch {
    hasFailed = true; // the age says so, and the next tick tries again
  } finally {
    asking = false;
    say();
    if (again) { again = false; setTimeout(refresh, 250); }
  }
}

// Only parts that differ are replaced, so that what is being read does not move.
function show(page) {
  for (const part of live.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  const heading = page.querySelector("#live h1");
  if (heading) live.querySelector("h1").textContent = heading.textContent;
  live.toggleAttribute("data-ended", page.getElementById("live")?.hasAttribute("data-ended") ?? false);
}

function open() {
  clearTimeout(reopening);
  stream?.close();
  if (isSignedOut) return;
  stream = new EventSource(`/api/live/events?topic=game&game_id=${live.dataset.game}`);
  stream.addEventListener("ready", () => { isOpen = true; wait = FIRST_WAIT; refresh(); });
  stream.addEventListener("game", refresh);
  stream.addEventListener("reset", refresh);
  stream.addEventListener("end", () => { isOpen = false; });
  stream.addEventListener("error", () => {
    isOpen = false;
    refresh(); // whether it is the stream alone or the server
    if (stream.readyState !== EventSource.CLOSED) return; // the browser connects again, with Last-Event-ID
    reopening = setTimeout(open, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  });
}

function say() {
  const seconds = Math.max(0, Math.round((Date.now() - readAt) / 1000));
  const isLost = hasFailed || seconds > 2 * SAFETY / 1000;
  const ago = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
  const text = isSignedOut ? "you are signed out: load the page again"
    : isLost ? `connection lost, trying again · as of ${ago} ago` : `as of ${ago} ago`;
  if (age.textContent !== text) age.textContent = text;
  age.parentElement.classList.toggle("lost", isLost || isSignedOut);
}

function wake() {
  if (isSignedOut || document.hidden) return;
  if (!isOpen) open();
  refresh();
}

setInterval(() => {
  const now = Date.now();
  const slept = now - lastTick > LATE;
  lastTick = now;
  if (slept) { isOpen = false; open(); refresh(); }
  const isDue = now - askedAt > (isOpen ? SAFETY : POLL);
  if (isDue && !isSignedOut && !document.hidden) refresh();
  say();
}, 1000);
addEventListener("online", wake);
addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
document.addEventListener("visibilitychange", wake);
age.parentElement.removeAttribute("role"); // a reader need not hear every second
open();
say();
