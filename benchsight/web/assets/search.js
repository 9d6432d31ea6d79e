// Type-ahead of the header, from one file of all names. Without it the field sends the form to the search page.
"use strict";

{
  const KINDS = ["team", "player", "game"];
  const MOST = 8;
  const field = document.querySelector("[data-index]");
  let index = null;

  // Files that are opened from a disk may not fetch; they have the index as a script too.
  const fromDisk = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = field.dataset.index.replace(/\.json$/, ".js");
      script.addEventListener("load", () => resolve(globalThis.searchIndex));
      script.addEventListener("error", reject);
      document.head.append(script);
    });

  const fromServer = () =>
    fetch(field.dataset.index).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)));

  async function entries() {
    index ??= location.protocol === "file:" ? fromDisk() : fromServer();
    const { entries: rows } = await index;
    return rows.map((row) => {
      row.parts ??= fold(`${row[1]} ${row[2]} ${row[4]}`).replaceAll("#", " ").split(/\s+/);
      return row;
    });
  }

  // Numbers and single letters are only looked for at the beginning of words.
  const has = (part, word) => (/^\p{L}{2,}$/u.test(word) ? part.includes(word) : part.startsWith(word));

  function find(rows, query, most) {
    const words = fold(query).replaceAll("#", " ").split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const all = (row, test) => words.every((word) => row.parts.some((part) => test(part, word)));
    const begins = (row) => all(row, (part, word) => part.startsWith(word));
    const rank = (row) => (!begins(row) ? 20 : fold(row[1]).startsWith(words[0]) ? 0 : 10) + KINDS.indexOf(row[0]);
    return rows
      .filter((row) => all(row, has))
      .map((row) => [rank(row), row])
      .sort(([a], [b]) => a - b)
      .slice(0, most)
      .map(([, row]) => row);
  }

  // of the static site they are relative to the index
  const address = (row) => new URL(row[3], new URL(field.dataset.index, document.baseURI)).href;

  function detail(row) {
    const text = document.createElement("span");
    text.className = "soft";
    text.textContent = ` ${row[0]}${row[2] ? ` · ${row[2]}` : ""}`;
    return text;
  }

  function link(row) {
    const anchor = document.createElement("a");
    anchor.href = address(row);
    anchor.textContent = row[1];
    return [anchor, detail(row)];
  }

  if (field) {
    const list = document.getElementById(field.getAttribute("aria-controls"));
    let chosen = -1;

    const options = () => [...list.children];
    const choose = (at) => {
      chosen = at;
      options().forEach((option, place) => option.setAttribute("aria-selected", place === at));
      if (at >= 0) field.setAttribute("aria-activedescendant", options()[at].id);
      else field.removeAttribute("aria-activedescendant");
    };
    const close = () => {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      choose(-1);
    };
    const show = async () => {
      const query = field.value;
      const rows = find(await entries(), query, MOST);
      if (query !== field.value) return; // typed on meanwhile
      list.replaceChildren(
        ...rows.map((row, at) => {
          const option = document.createElement("li");
          option.id = `found-${at}`;
          option.setAttribute("role", "option");
          option.append(row[1], detail(row));
          option.addEventListener("click", () => location.assign(address(row)));
          return option;
        }),
      );
      choose(-1);
      list.hidden = rows.length === 0;
      field.setAttribute("aria-expanded", String(rows.length > 0));
    };

    field.addEventListener("focus", () => entries().catch(() => {}), { once: true });
    field.addEventListener("input", () => show().catch(close));
    field.addEventListener("keydown", (event) => {
      const count = options().length;
      if (event.key === "Escape") close();
      if (list.hidden || !count) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose((chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1) + count) % count);
      }
      if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        options()[chosen].click();
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    field.addEventListener("blur", close);
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, select, textarea, [contenteditable]")) {
        event.preventDefault();
        field.focus();
      }
    });
    // Who typed before this script had come is answered too.
    if (field.value && document.activeElement === field) show().catch(close);
  }

  // A page that was written without this query (the static site) finds it here.
  const results = document.querySelector("[data-search-results]");
  const asked = new URLSearchParams(location.search).get("q") ?? "";
  if (results && asked && results.dataset.asked !== asked.trim().slice(0, 100)) {
    entries().then((rows) => {
      const list = document.createElement("ul");
      list.className = "results";
      list.append(...find(rows, asked, 60).map((row) => {
        const item = document.createElement("li");
        item.append(...link(row));
        return item;
      }));
      results.replaceChildren(list.children.length ? list : "No player, team or game has all of these words.");
    }).catch(() => {});
  }
}
