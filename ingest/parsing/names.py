"""Compares names of teams and persons: one form for many spellings, and names that cannot be the same."""

import re
import unicodedata
from collections.abc import Container, Iterable
from difflib import SequenceMatcher

BLANKS = re.compile(r"\s+")
LAST_NAME_FIRST = re.compile(r"([^,]*),(.*)")
PLAIN_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "œ": "o"})
Person = tuple[str | None, str | None]  # id and name
ALIKE = 0.8  # of SequenceMatcher: a letter or two mistyped
SHORTEST = 3  # letters from which on a part of a name counts
LONGEST_CODE = 4
# Written where no name is known; they contradict no name.
GENERIC = {
    *("home", "away", "visitor", "visitors", "visiting", "guest", "guests", "host", "hosts", "team", "teams"),
    *("dark", "light", "white", "black", "red", "blue", "green", "yellow", "orange", "grey", "gray", "purple", "gold"),
    *("a", "b", "c", "d", "us", "them", "tbd", "unknown", "none"),
}


def folded(text: str | None) -> str:
    """Return the letters and digits of a text without case and accents: Åsa-Lie and asa lie are equal."""
    return "".join(tokens(text))


def tokens(text: str | None) -> list[str]:
    """Return the words of a name, each folded."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    without_marks = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", without_marks)


def tidy(name: str) -> str:
    """Return a name as it lands: composed accents (NFC), single blanks, none around it."""
    if name.isascii():
        return " ".join(name.split()) if "  " in name or name[:1].isspace() or name[-1:].isspace() else name
    return BLANKS.sub(" ", unicodedata.normalize("NFC", name)).strip()


def folded_person(name: str | None) -> str:
    """Return a form that is equal for all spellings of a name: "Lindqvist, Åse-Marie" and "ase marie lindqvist".

    The macro ``folded_name`` does the same in SQL.
    """
    swapped = LAST_NAME_FIRST.fullmatch(name or "")
    given_first = f"{swapped[2]} {swapped[1]}" if swapped else name
    return folded(given_first).translate(PLAIN_LETTERS)


def is_generic(team: str) -> bool:
    """Return whether a team's name identifies no team: Home, Team 2, Dark."""
    return all(word in GENERIC or word.isdigit() for word in tokens(team))


def resemble(one: str, other: str) -> bool:
    """Return whether two spellings may mean one team: equal, one within the other, mistyped, or a code of the other."""
    left, right = folded(one), folded(other)
    if not left or not right:
        return False
    if left == right or SequenceMatcher(None, left, right).ratio() >= ALIKE:
        return True
    shorter, longer = sorted((tokens(one), tokens(other)), key=len)
    if set(shorter) & set(longer) - GENERIC and any(len(word) >= SHORTEST for word in set(shorter) & set(longer)):
        return True
    return _is_code(left, tokens(other)) or _is_code(right, tokens(one))


def _is_code(code: str, words: list[str]) -> bool:
    """Return whether a short text abbreviates a name: by its initials, its beginning, or letters of it in order."""
    whole = "".join(words)
    if not 1 < len(code) <= LONGEST_CODE or not whole or len(code) >= len(whole) or code[0] != whole[0]:
        return False
    letters = iter(whole)
    return all(letter in letters for letter in code)


class Persons:
    """A set of persons, by ids and names, in which others can be looked up."""

    def __init__(self, persons: Iterable[Person]) -> None:
        own = set(persons)
        self._ids = {folded(player_id) for player_id, _ in own if player_id is not None}
        self._names = {key for _, name in own for key in name_keys(name)}
        self._words = {word for _, name in own for word in tokens(name) if len(word) >= SHORTEST}
        self._named = sum(bool(name_keys(name)) for _, name in own)

    def share(self, others: Iterable[Person], fewest: int, league_ids: Container[str] = ()) -> float | None:
        """Return the share of others who are in the set; None if fewer than ``fewest`` can be compared.

        A person who is not found by id counts only if names can be compared, or both sides use the league's ids.
        """
        found = missing = 0
        by_id = len(self._ids) >= fewest and all(each in league_ids for each in self._ids)
        for player_id, name in set(others):
            if self._has(player_id, name):
                found += 1
            elif (self._named >= fewest and name_keys(name)) or (by_id and folded(player_id) in league_ids):
                missing += 1
        return found / (found + missing) if found + missing >= fewest else None

    def _has(self, player_id: str | None, name: str | None) -> bool:
        if player_id is not None and folded(player_id) in self._ids:
            return True
        words = tokens(name)
        if len(words) == 1:
            return words[0] in self._words
        return bool(name_keys(name) & self._names)


def name_keys(name: str | None) -> set[str]:
    """Return the keys that find a person's name: its words in any order, and initial with last (or first) name."""
    words = [word for word in tokens(name) if not word.isdigit() and word not in {"player", "jersey"}]
    if not any(len(word) >= SHORTEST for word in words):
        return set()
    keys = {" ".join(sorted(words))}
    if len(words) > 1:
        keys |= {f"{words[0][0]}.{words[-1]}", f"{words[-1][0]}.{words[0]}"}
    return keys
