"""Sentences with the facts that they were made from, and the figures and names in a text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchsight.errors import BenchSightError

Value = int | Decimal | str | date | None
CARDINALS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth")
NUMBERS = {word: str(number) for number, word in enumerate(CARDINALS)}
NUMBERS |= {word: str(number) for number, word in enumerate(ORDINALS, 1)}
# Counted things: a figure keeps the word that follows it.
UNITS = {
    "goal", "assist", "point", "save", "shot", "hit", "block", "win", "loss", "tie", "game", "penalty", "minute",
    "giveaway", "takeaway", "faceoff", "power-play",
}  # fmt: skip
FIGURE = r"\d+(?:st|nd|rd|th)?(?:[.:,]\d+)*(?:[-\N{EN DASH}]\d+(?:[.:]\d+)?)*%?|\.\d+%?"
TOKEN = re.compile(rf"(?P<figure>{FIGURE})|(?P<word>[^\W\d_][\w'\N{{RIGHT SINGLE QUOTATION MARK}}-]*)")


class AnalysisError(BenchSightError):
    """There is nothing to write about, or a sentence says what its facts do not."""


@dataclass(frozen=True)
class Fact:
    """A value of a table; ``shown`` is how it is written."""

    value: Value
    shown: str
    source: str


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the facts that it was made from by name."""

    text: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Element:
    """A figure with the unit that follows it ('' if none), or a name."""

    text: str
    unit: str = ""


def write(template: str, **facts: Fact) -> Sentence:
    """Return a sentence; raise AnalysisError for a figure that its facts do not have."""
    sentence = Sentence(template.format(**{name: fact.shown for name, fact in facts.items()}), facts)
    known = {figure for fact in facts.values() for figure in figures(fact.shown)}
    unknown = [figure for figure in figures(sentence.text) if figure not in known]
    if unknown:
        raise AnalysisError(f"{sentence.text!r} has {unknown[0]}, which no fact of it has")
    return sentence


def number(value: int | Decimal | None, source: str) -> Fact:
    """Return a fact that is a number."""
    return Fact(value, str(value), source)


def count(value: int, unit: str, source: str) -> Fact:
    """Return a fact that is a number of things: 1 goal, 2 goals."""
    plural = {"loss": "losses", "penalty": "penalties"}.get(unit, f"{unit}s")
    return Fact(value, f"{value} {unit if value == 1 else plural}", source)


def name(value: str, source: str) -> Fact:
    """Return a fact that is a name."""
    return Fact(value, value, source)


def clock(seconds: int, source: str) -> Fact:
    """Return a fact that is a time left, as minutes:seconds."""
    return Fact(seconds, f"{seconds // 60}:{seconds % 60:02d}", source)


def day(value: date, source: str) -> Fact:
    """Return a fact that is a date."""
    return Fact(value, f"{value.day} {value:%B} {value.year}", source)


def score(first: int, second: int, source: str) -> Fact:
    """Return a fact that is a score."""
    return Fact(f"{first}-{second}", f"{first}-{second}", source)


def figures(text: str) -> list[str]:
    """Return the figures of a text, number words among them, as digits."""
    return [element.text for element in elements(text, ())]


def elements(text: str, names: Sequence[str]) -> list[Element]:
    """Return figures and names of a text in their order."""
    found: list[tuple[int, Element]] = []
    for known in sorted(set(names), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(known)}(?!\w)", text):
            found.append((match.start(), Element(known)))
            text = text[: match.start()] + " " * len(known) + text[match.end() :]  # a name may hold figures
    tokens = list(TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        digits = _digits(token)
        if digits is not None:
            found.append((token.start(), Element(digits, _unit(tokens[place + 1 :]))))
    return [element for _, element in sorted(found, key=lambda each: each[0])]


def split(text: str) -> Iterator[str]:
    """Yield the sentences of a text."""
    for sentence in re.split(r"(?<=[.!?])\s+(?=\S)", " ".join(text.split())):
        if sentence:
            yield sentence


def words(text: str) -> list[str]:
    """Return the words of a text, without figures."""
    return [token["word"] for token in TOKEN.finditer(text) if token["word"]]


def _digits(token: "re.Match[str]") -> str | None:
    if token["figure"]:
        plain = token["figure"].replace("\N{EN DASH}", "-").removesuffix("%")
        return re.sub(r"(?<=\d)(st|nd|rd|th)$", "", plain)
    return NUMBERS.get(token["word"].lower())


def _unit(following: Sequence["re.Match[str]"]) -> str:
    for token in following[:1]:
        word = (token["word"] or "").lower()
        singular = {"losses": "loss", "penalties": "penalty"}.get(word, word.removesuffix("s"))
        return singular if singular in UNITS else ""
    return ""
