// A field that shows only the rows of a table in which every word occurs; accents do not matter.
"use strict";

{
  for (const field of document.querySelectorAll("[data-rows]")) {
    const rows = [...document.querySelectorAll(`#${CSS.escape(field.dataset.rows)} tbody tr`)];
    // the names at the left, not the numbers behind them
    const texts = rows.map((row) => fold([...row.cells].slice(0, 4).map((cell) => cell.textContent).join(" ")));
    field.addEventListener("input", () => {
      const words = fold(field.value).split(/\s+/).filter(Boolean);
      rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); });
    });
  }
}
