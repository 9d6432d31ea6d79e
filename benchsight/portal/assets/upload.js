// Upload: choose or drop files, have them checked, load them. The files stay in this page; the API gets them twice.

import { ApiError, api, freshToken, signIn } from "./portal.js";
import { followJob, hasEnded, showJob } from "./jobs.js";

const form = document.querySelector("[data-upload]");
const find = (name) => document.querySelector(`[data-${name}]`);
const [drop, list, problem, check, clear] = ["drop", "chosen", "problem", "check", "clear"].map(find);
const [progress, outcome, load] = ["progress", "outcome", "load"].map(find);
const mostFiles = Number(form.dataset.mostFiles);
const mostBytes = Number(form.dataset.mostBytes);
const chosen = new Map(); // name as it is sent: file
let cancel = () => {};

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const isHidden = (name) => /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$/i.test(name);

// Add files, each with its path; of two with the same name in several folders, the folder becomes part of the name.
function add(found) {
  const notes = [];
  const visible = found.filter(({ file }) => !isHidden(file.name));
  const names = new Map();
  for (const { file } of visible) names.set(file.name, (names.get(file.name) ?? 0) + 1);
  for (const { file, path } of visible) {
    const folder = path.split("/").slice(-2, -1)[0];
    const name = names.get(file.name) > 1 && folder ? `${folder} ${file.name}` : file.name;
    const before = chosen.get(name);
    if (before && before.size === file.size && before.lastModified === file.lastModified) {
      notes.push(`${name} is in the list already.`);
    } else if (before) {
      notes.push(`${name} takes the place of the file of that name that was chosen before.`);
    }
    chosen.set(name, file);
  }
  if (!found.length) notes.push("There is no file in it.");
  show(notes.join(" "));
}

function show(note = "") {
  const files = [...chosen];
  const bytes = files.reduce((sum, [, file]) => sum + file.size, 0);
  const faults = [note];
  if (files.length > mostFiles) {
    faults.push(`These are ${files.length} files; one upload takes ${mostFiles}. Remove some, or load the folder with: benchsight load FOLDER`);
  }
  if (bytes > mostBytes) {
    faults.push(`These files have ${size(bytes)}; this server takes ${size(mostBytes)} at once. Upload fewer at a time.`);
  }
  problem.textContent = faults.filter(Boolean).join(" ");
  list.replaceChildren(...files.map(([name, file]) => row(name, file)));
  check.disabled = !files.length || files.length > mostFiles || bytes > mostBytes;
  clear.disabled = !files.length;
  check.textContent = files.length > 1 ? `Check ${files.length} files` : "Check the file";
  outcome.replaceChildren();
  load.hidden = true;
}

function row(name, file) {
  const item = document.createElement("li");
  const text = (content, className) => Object.assign(document.createElement("span"), { textContent: content, className });
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "Remove" });
  remove.setAttribute("aria-label", `Remove ${name}`);
  remove.addEventListener("click", () => {
    chosen.delete(name);
    show();
    drop.querySelector("input").focus();
  });
  item.append(text(name, "name"), text(size(file.size), "soft"), remove);
  return item;
}

// The files of what was dropped, folders included.
async function filesOf(items) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  const walk = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, path: entry.fullPath });
      return;
    }
    const reader = entry.createReader();
    for (;;) { // gives a hundred at a time
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return;
      for (const each of some) await walk(each);
    }
  };
  for (const entry of entries) await walk(entry);
  return found;
}

// A file that was changed or removed since it was chosen cannot be read any more.
async function unreadable() {
  for (const [name, file] of chosen) {
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch {
      return name;
    }
  }
  return null;
}

// Send the files; `onSent(fraction)` tells how far. Returns the job; throws ApiError.
function send(query, token, onSent) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    for (const [name, file] of chosen) body.append("files", file, name);
    const request = new XMLHttpRequest();
    request.open("POST", `/api/upload/bulk?${query}`);
    request.responseType = "json";
    if (token) request.setRequestHeader("X-CSRF-Token", token);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onSent(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status === 401) signIn();
      if (request.status === 202) resolve(request.response);
      else reject(new ApiError(request.status, request.response));
    });
    request.addEventListener("error", () => reject(new ApiError(0)));
    request.addEventListener("abort", () => reject(null));
    cancel = () => request.abort();
    request.send(body);
  });
}

const PLAIN = {
  0: "The connection was lost while the files were sent: nothing was loaded. Try again.",
  413: `The files are too large for this server, which takes ${size(mostBytes)} at once: nothing was loaded. Upload fewer at a time.`,
  507: "The disk of the server is full: nothing was loaded. Ask whoever runs the server to make room.",
};

function showProgress(title, sent) {
  progress.hidden = false;
  find("title").textContent = title;
  showJob(progress, { status: "running", progress: Math.round(100 * sent), current_step: "Sending the files" });
}

// Send the files for a job, and wait for it where `follow` is set. Returns the ended or started job, null if cancelled.
async function run(query, title, follow) {
  problem.textContent = "";
  const gone = await unreadable();
  if (gone) {
    problem.textContent = `${gone} was changed or removed since you chose it. Choose it again.`;
    return null;
  }
  const fields = [...document.querySelectorAll("[data-check], [data-clear], [data-load] button, .chosen button")];
  for (const field of fields) field.disabled = true;
  try {
    showProgress(title, 0);
    const token = await freshToken();
    const started = await send(query, token, (sent) => showProgress(title, sent));
    if (!follow) return started;
    history.replaceState(null, "", `/admin/upload?check=${started.job_id}`);
    cancel = () => api("POST", `/api/etl/cancel/${started.job_id}`).catch(() => {});
    return await new Promise((resolve) => {
      const lost = progress.querySelector("[data-lost]");
      followJob(
        started.job_id,
        (job) => {
          showJob(progress, job);
          if (hasEnded(job)) resolve(job);
        },
        (isLost) => { lost.hidden = !isLost; },
      );
    });
  } catch (error) {
    problem.textContent = error === null ? "Stopped: nothing was loaded." : PLAIN[error.status] ?? error.message;
    return null;
  } finally {
    progress.hidden = true;
    for (const field of fields) field.disabled = false;
  }
}

function queryOf(...forms) {
  const query = new URLSearchParams();
  for (const each of forms) for (const [name, value] of new FormData(each)) query.append(name, value);
  return query;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  outcome.replaceChildren();
  load.hidden = true;
  const query = queryOf(form);
  query.set("preview", "true");
  const job = await run(query, "Checking", true);
  if (!job) return;
  const response = await fetch(`/admin/jobs/${job.job_id}/outcome`);
  outcome.innerHTML = await response.text(); // made by our server, escaped
  outcome.focus();
  load.hidden = job.status === "cancelled" || !outcome.querySelector(".file table");
  const left = outcome.querySelectorAll(".file").length - outcome.querySelectorAll(".file table").length;
  find("load-note").textContent = left ? `${left} of the files cannot be loaded, and stay out.` : "";
});

load.addEventListener("submit", async (event) => {
  event.preventDefault();
  const job = await run(queryOf(form, load), "Loading", false);
  if (job) location.assign(`/admin/jobs/${job.job_id}`);
});

form.addEventListener("change", (event) => {
  if (event.target.type === "file") {
    add([...event.target.files].map((file) => ({ file, path: file.webkitRelativePath })));
    event.target.value = ""; // the same file may be chosen again, once mended
  } else if (event.target.form === form) {
    outcome.replaceChildren(); // checked with other options
    load.hidden = true;
  }
});
clear.addEventListener("click", () => {
  chosen.clear();
  show();
});
progress.querySelector("[data-cancel]").addEventListener("click", () => cancel());

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (!progress.hidden) return;
  add(await filesOf(event.dataTransfer.items).catch(() => []));
});
