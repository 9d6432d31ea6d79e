"""Checks a rewritten text against the sentences that it was made from."""

from collections.abc import Sequence

from benchsight.analysis.sentences import Element, Sentence, elements, split, words

# Words that say a number or an outcome without a figure: allowed only where the sentence had them.
LOADED = {
    "hat", "trick", "dozen", "half", "double", "triple", "couple", "pair", "twice", "thrice", "several", "shutout",
    "all", "none", "both", "lost", "loses", "lose", "losing", "loss", "losses", "fell", "falls", "falling", "beaten",
    "beat", "beats", "won", "win", "wins", "winning", "defeated", "defeat", "defeats", "tied", "tie", "ties", "draw",
    "overtime", "shootout", "no", "not", "never", "without", "record", "best", "worst", "most", "fewest", "career",
    "season", "streak", "straight", "consecutive", "comeback", "blowout", "percent", "average", "hundred", "thousand",
    "million", "dozens", "hundreds", "hundredth", "trailing", "trailed", "lead", "leads", "led",
}  # fmt: skip
STARTERS = {
    "a", "after", "an", "and", "as", "at", "by", "for", "from", "he", "her", "his", "however", "in", "it", "its",
    "meanwhile", "of", "on", "she", "that", "the", "their", "then", "there", "they", "this", "to", "when", "while",
    "with", "expected", "overall", "between", "also", "but", "shots", "goals",
}  # fmt: skip


def problem_of(text: str, sentences: Sequence[Sentence]) -> str | None:
    """Return what a rewritten text says that the sentences do not; None if it says nothing more.

    Each of its sentences must come from one of ours: figures, each with its unit, and names in the same order, and
    no other name. No figure of ours may be left out by a text that has no sentence for it: the text may be shorter.
    """
    if not text.strip():
        return "it is empty"
    for rewritten in split(text):
        problems = [_differs(rewritten, ours) for ours in sentences]
        if all(problems):
            return next(iter(sorted(problem for problem in problems if problem)))
    return None


def _differs(rewritten: str, ours: Sentence) -> str | None:
    names = [str(fact.value) for fact in ours.facts.values() if isinstance(fact.value, str)]
    said, known = elements(rewritten, names), elements(ours.text, names)
    if (element := _first_out_of_order(said, known)) is not None:
        return f"{element.text} {element.unit}".strip() + f" is not said so by the data: {rewritten}"
    allowed = {word.lower() for word in words(ours.text)}
    for place, word in enumerate(words(rewritten)):
        plain = word.lower().removesuffix("'s").removesuffix("\N{RIGHT SINGLE QUOTATION MARK}s")
        if plain in allowed:
            continue
        if word[:1].isupper() and not (place == 0 and plain in STARTERS):
            return f"{word} is a name that the data does not have: {rewritten}"
        if plain in LOADED:
            return f"{word} is not said by the data: {rewritten}"
    return None


def _first_out_of_order(said: Sequence[Element], known: Sequence[Element]) -> Element | None:
    """Return the first element that does not follow, in ``known``, those before it."""
    place = 0
    for element in said:
        while place < len(known) and not _is_same(element, known[place]):
            place += 1
        if place == len(known):
            return element
        place += 1
    return None


def _is_same(said: Element, known: Element) -> bool:
    return said.text == known.text and said.unit in ("", known.unit)
