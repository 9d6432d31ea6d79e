// Text without accents and case, as benchsight.site.reads.search.fold. No module: a disk serves none to a browser.
"use strict";

const fold = (() => {
  const letters = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ß: "ss" };
  return (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđðþæœıß]/g, (letter) => letters[letter]);
})();
