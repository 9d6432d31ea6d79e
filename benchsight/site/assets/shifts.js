// An interval of the shift chart is shown without loading the page again; without this its link does the same.

const section = document.getElementById("on-ice");

async function show(href) {
  const response = await fetch(href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return location.assign(href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.getElementById("on-ice");
  if (!found) return location.assign(href);
  section.replaceChildren(...found.childNodes);
  const here = document.querySelector("[data-here]");
  here.setAttribute("x", found.dataset.x);
  here.setAttribute("width", found.dataset.width);
  history.replaceState(history.state, "", href.split("#")[0]);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".stints a[href], #on-ice .tools a[href]");
  if (!link || !section || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const rel = link.getAttribute("rel");
  show(new URL(link.getAttribute("href"), location.href).href).then(() => rel && section.querySelector(`[rel=${rel}]`)?.focus());
});
