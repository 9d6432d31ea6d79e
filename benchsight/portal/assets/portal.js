// Requests to the API with the token of the session, and forms that send them: <form data-api="POST" action="/api/…">.

export class ApiError extends Error {
  // status 0: the server did not answer
  constructor(status, problem) {
    super(problem?.detail ?? (status ? `The server answered with ${status}.` : "The server does not answer. Try again."));
    this.status = status;
    this.code = problem?.code ?? "";
    this.errors = problem?.errors ?? [];
  }
}

let token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

async function send(method, path, body) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers["X-CSRF-Token"] = token;
  try {
    return await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new ApiError(0);
  }
}

// The token of the session as it is now ("" without sessions): another tab may have signed in since this page was made.
export async function freshToken() {
  if (!token) return "";
  const response = await send("GET", "/api/session");
  if (response.ok) token = (await response.json()).csrf_token;
  return token;
}

export function signIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

// Return what the API answers, parsed; throw ApiError.
export async function api(method, path, body) {
  let response = await send(method, path, body);
  if (response.status === 403 && token) {
    const problem = await response.clone().json().catch(() => null);
    if (problem?.code === "csrf") {
      await freshToken();
      response = await send(method, path, body);
    }
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.status === 401) signIn();
  if (!response.ok) throw new ApiError(response.status, answer);
  return answer;
}

// A form that starts a job goes to the job; any other shows its page again.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-api]")) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  const message = form.querySelector("[role=alert]");
  if (message) message.textContent = "";
  button.disabled = true;
  try {
    const body = form.dataset.body ? JSON.parse(form.dataset.body) : undefined;
    const answer = await api(form.dataset.api, form.getAttribute("action"), body);
    if (answer?.job_id) location.assign(`/admin/jobs/${answer.job_id}`);
    else location.reload();
  } catch (error) {
    button.disabled = false;
    if (message) message.textContent = error.message;
    else throw error;
  }
});
