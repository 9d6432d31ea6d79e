"""The kind of games that a page shows: regular season, playoffs."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchsight.web.pages import NotFound

LABELS = {
    "regular": "Regular season",
    "playoffs": "Playoffs",
    "preseason": "Preseason",
    "all_star": "All-star games",
    "unknown": "Other games",
}


@dataclass(frozen=True)
class KindChoice:
    """The kind of games of a page, and those a reader may switch to, as (id, label)."""

    id: str
    all: list[tuple[str, str]]

    @property
    def label(self) -> str:
        """The kind as people say it."""
        return LABELS.get(self.id, self.id)


def choose_kind(known: Iterable[str], asked: str | None) -> KindChoice:
    """Return the kind that was asked for, the regular season without. Raise NotFound for an unknown one.

    ``known``: the kinds that there is something to show of; a kind without games is shown as empty.
    """
    if asked and asked not in LABELS:
        raise NotFound(f"there is no kind of games {asked}")
    found = [kind for kind in LABELS if kind in set(known)]
    chosen = asked or next(iter(found), "regular")
    return KindChoice(chosen, [(kind, LABELS[kind]) for kind in LABELS if kind in {*found, chosen}])
