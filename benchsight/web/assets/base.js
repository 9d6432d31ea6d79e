// Theme, sorting of tables, more columns, scrolling by keyboard, sign-in. Pages work without it, except signing in.
"use strict";

{
  const root = document.documentElement;

  document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });

  // The order of a table is in the address (?sort.NAME=-column), so that a link keeps it.
  function sortBy(table, header, descending) {
    const index = header.cellIndex;
    const isNumber = header.classList.contains("number");
    const valueOf = (row) => {
      const cell = row.cells[index];
      if (!isNumber) return cell.textContent.trim();
      const value = cell.dataset.value ?? cell.textContent;
      return value === "" ? null : Number(value);
    };
    const compare = (a, b) => (isNumber ? a - b : a.localeCompare(b, undefined, { numeric: true }));
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [valueOf(row), row]);
    rows.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null); // unknown values last
      return descending ? compare(b, a) : compare(a, b);
    });
    body.append(...rows.map(([, row]) => row));
    for (const other of table.querySelectorAll(".sorted")) other.classList.remove("sorted");
    for (const row of table.rows) row.cells[index]?.classList.add("sorted");
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const name = `sort.${table.parentElement.id}`;
    const written = new URLSearchParams(location.search).get(name);
    for (const header of table.tHead.rows[0].cells) {
      header.querySelector("[data-sort]")?.addEventListener("click", () => {
        const wasDescending = header.getAttribute("aria-sort") === "descending";
        const first = header.classList.contains("number") && !header.hasAttribute("aria-sort");
        const descending = first || (header.hasAttribute("aria-sort") && !wasDescending);
        sortBy(table, header, descending);
        const address = new URL(location.href);
        address.searchParams.set(name, (descending ? "-" : "") + header.dataset.key);
        history.replaceState(history.state, "", address);
      });
      if (written && written.replace(/^-/, "") === header.dataset.key) sortBy(table, header, written.startsWith("-"));
    }
  }

  // What scrolls sideways at this width can be reached by keyboard, and says what it is.
  const scrollers = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth;
      target.toggleAttribute("tabindex", scrolls);
      target.toggleAttribute("role", scrolls);
      target.toggleAttribute("aria-label", scrolls);
      if (!scrolls) continue;
      const name = target.querySelector("caption")?.textContent ?? target.querySelector("svg")?.getAttribute("aria-label");
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", name ?? "Table");
    }
  });
  for (const each of document.querySelectorAll(".table, .wide-chart")) scrollers.observe(each);

  // More columns: all of them, or those of a group of statistics where there are many; the choice is remembered.
  for (const button of document.querySelectorAll("[data-more]")) {
    const table = document.getElementById(button.dataset.more);
    const key = `more.${button.dataset.more}`;
    const heads = [...table.querySelectorAll("thead [data-group]")];
    const groups = [...new Set(heads.map((head) => head.dataset.group))];
    groups.sort((a, b) => (a === "Other") - (b === "Other"));
    const open = new Set((localStorage.getItem(key) ?? "").split("|").filter((group) => groups.includes(group)));
    const choices = (groups.length > 2 ? groups : []).map((group) => {
      const choice = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: group });
      choice.addEventListener("click", () => {
        if (!open.delete(group)) open.add(group);
        show();
      });
      return choice;
    });
    const show = () => {
      const isAll = groups.every((group) => open.has(group));
      table.classList.toggle("open", isAll);
      if (!isAll) {
        for (const row of table.querySelectorAll("tr")) {
          for (const head of heads) row.cells[head.cellIndex]?.classList.toggle("shown", open.has(head.dataset.group));
        }
      }
      button.textContent = isAll ? "Fewer columns" : "More columns";
      button.setAttribute("aria-expanded", isAll);
      for (const choice of choices) choice.setAttribute("aria-pressed", open.has(choice.textContent));
      localStorage.setItem(key, [...open].join("|"));
    };
    button.addEventListener("click", () => {
      const isAll = groups.every((group) => open.has(group));
      open.clear();
      if (!isAll) for (const group of groups) open.add(group);
      show();
    });
    button.after(...choices);
    show();
  }

  // Forms that only filter are sent when a choice changes.
  for (const form of document.querySelectorAll("form[data-filter]")) {
    form.addEventListener("change", () => form.requestSubmit());
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.value === "") field.disabled = true; // short addresses
    });
  }

  const signIn = document.querySelector("form[data-sign-in]");
  signIn?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const message = signIn.querySelector("[role=alert]");
    const fields = new FormData(signIn);
    const response = await fetch("/api/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: fields.get("name"), password: fields.get("password") }),
    }).catch(() => null);
    if (response?.ok) {
      const wanted = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
      location.assign(wanted.origin === location.origin ? wanted.href : "/");
      return;
    }
    message.textContent = response ? (await response.json()).detail : "The server does not answer. Try again.";
  });
}
