// Progress of jobs, by server-sent events; polls while there is no stream.

import { api } from "./portal.js";

const ENDED = new Set(["completed", "failed", "cancelled"]);
const POLL_MS = 3000;

export const hasEnded = (job) => ENDED.has(job.status);

// Call `onChange` with each state of a job until it has ended; `onLost(true)` while the server does not answer.
export function followJob(jobId, onChange, onLost = () => {}) {
  let source = null;
  let lastEventId = "";
  let stopped = false;

  const stop = () => {
    stopped = true;
    clearInterval(timer);
    source?.close();
  };
  const take = (job) => {
    if (stopped) return;
    onLost(false);
    if (hasEnded(job)) stop();
    onChange(job);
  };
  const read = async () => {
    try {
      take(await api("GET", `/api/etl/status/${jobId}`));
    } catch (error) {
      if (error.status === 404) stop();
      if (!stopped) onLost(true);
    }
  };
  const listen = () => {
    const after = lastEventId ? `&last_event_id=${encodeURIComponent(lastEventId)}` : "";
    source = new EventSource(`/api/live/events?topic=job&job_id=${jobId}${after}`);
    source.addEventListener("job", (event) => {
      lastEventId = event.lastEventId;
      take(JSON.parse(event.data));
    });
    source.addEventListener("ready", read); // what happened before the stream began
    source.addEventListener("reset", read);
  };
  // The browser connects again by itself after a lost connection, with Last-Event-ID; not after an error of the server.
  const timer = setInterval(() => {
    if (source.readyState === EventSource.OPEN) return;
    read();
    if (source.readyState === EventSource.CLOSED) listen();
  }, POLL_MS);
  read();
  listen();
  return stop;
}

const WORDS = { pending: "Waiting to start", running: "Running", completed: "Done", failed: "Failed", cancelled: "Cancelled" };

// The step of a build in words: models are computed, tests check the data.
function stepOf(job) {
  if (job.cancel || job.cancel_requested) return "Stopping";
  const [, kind, name] = /^(models|tests)(?:: (.*))?$/.exec(job.current_step ?? "") ?? [];
  if (kind === "models") return name ? `Computed ${name.replaceAll("_", " ")}` : "Computing";
  if (kind === "tests") return "Checking the data";
  return job.current_step ?? WORDS[job.status];
}

// Show a job in an element made by the macro `running` of portal/job.html.
export function showJob(element, job) {
  const bar = element.querySelector("progress");
  if (job.status === "pending") bar.removeAttribute("value");
  else bar.value = job.progress;
  element.querySelector("[data-percent]").textContent = `${job.progress}%`;
  element.querySelector("[data-step]").textContent = stepOf(job);
  // A screen reader hears the state, and each quarter; not every step.
  const spoken = element.querySelector("[data-spoken]");
  const words = job.status === "running" ? `${Math.floor(job.progress / 25) * 25}% done` : WORDS[job.status];
  if (spoken.textContent !== words) spoken.textContent = words;
}

for (const element of document.querySelectorAll("[data-job]")) {
  const lost = element.querySelector("[data-lost]");
  followJob(
    element.dataset.job,
    (job) => {
      showJob(element, job);
      if (hasEnded(job)) location.reload();
    },
    (isLost) => { lost.hidden = !isLost; },
  );
}
