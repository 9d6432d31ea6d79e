"use strict";
const box = document.getElementById("filter");
const found = document.getElementById("found");
const nothing = document.getElementById("nothing");
const entries = new Map([...document.querySelectorAll("nav li[data-table]")].map((item) => [item.dataset.table, item]));
const sections = [...document.querySelectorAll("section.table")].map((element) => ({
  element,
  text: element.dataset.text.toLowerCase(),
  entry: entries.get(element.dataset.name),
  rows: [...element.querySelectorAll("tr[data-text]")].map((row) => ({ row, text: row.dataset.text.toLowerCase() })),
}));

// A row is found if each word is in its text, or in the name of its table.
function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let columns = 0;
  let tables = 0;
  for (const { element, text, entry, rows } of sections) {
    let shown = 0;
    for (const { row, text: ownText } of rows) {
      row.hidden = !words.every((word) => ownText.includes(word) || element.dataset.name.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    const isShown = shown > 0 || words.every((word) => text.includes(word));
    element.hidden = !isShown;
    entry.hidden = !isShown;
    if (rows.length) {
      entry.querySelector("span").textContent = shown;
    }
    columns += shown;
    tables += isShown ? 1 : 0;
  }
  for (const group of document.querySelectorAll("nav div")) {
    group.hidden = !group.querySelector("li:not([hidden])");
  }
  found.textContent = `${columns} ${columns === 1 ? "column" : "columns"}, ${tables} ${tables === 1 ? "table" : "tables"}`;
  nothing.hidden = tables > 0;
}

// A link leads to its row even if the filter hides it.
function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.closest("[hidden]")) {
    box.value = "";
    filter();
    target.scrollIntoView();
  }
}

let waiting;
box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 80);
});
window.addEventListener("hashchange", showTarget);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== box) {
    event.preventDefault();
    box.focus();
  } else if (event.key === "Escape" && document.activeElement === box) {
    box.value = "";
    filter();
  }
});

const theme = document.getElementById("theme");
const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const nameTheme = () => (theme.textContent = isDark() ? "Light" : "Dark");
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
nameTheme();
if (matchMedia("(min-width: 801px)").matches) {
  document.querySelector("nav details").open = true;
}
filter();
