"""The game type (regular season, playoffs…) that a page shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader

LABELS = {
    "regular": "Regular season", "playoffs": "Playoffs", "preseason": "Preseason", "all_star": "All-star",
    "unknown": "Other games",
}  # fmt: skip
OF_SEASON = "select distinct game_kind from public.dim_schedule where season_id = %(season)s"
OF_ALL = "select distinct game_kind from public.dim_schedule"


@dataclass(frozen=True)
class GameTypeChoice:
    """The game type of a page, and those the season has."""

    id: str
    all: list[str]

    @property
    def label(self) -> str:
        """The type in words."""
        return LABELS[self.id]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """All types with their words."""
        return [(each, LABELS[each]) for each in self.all]


def read_game_type(reader: PageReader, season_id: str | None, asked: str | None) -> GameTypeChoice:
    """Return the type that was asked for, else the first that the season (None: any season) has.

    A type that this season lacks gives way, so that a season can be switched. Raise NotFound for an unknown one.
    """
    if asked and asked not in LABELS:
        raise NotFound(f"there is no game type {asked}, expected {', '.join(LABELS)}")
    query = OF_ALL if season_id is None else OF_SEASON
    found = {row["game_kind"] for row in reader.rows(query, {"season": season_id})}
    kinds = [kind for kind in LABELS if kind in found]
    chosen = asked if asked in kinds else next(iter(kinds), "regular")
    return GameTypeChoice(chosen or "regular", kinds)


def choose_game_type(known: Iterable[str], asked: str | None) -> GameTypeChoice:
    """Return the type that was asked for, else the first of ``known``: those in which a player or team has games.

    A type without games is shown as empty, so that its address stays. Raise NotFound for an unknown one.
    """
    if asked and asked not in LABELS:
        raise NotFound(f"there is no game type {asked}, expected {', '.join(LABELS)}")
    found = set(known)
    chosen = asked or next((kind for kind in LABELS if kind in found), "regular")
    return GameTypeChoice(chosen, [kind for kind in LABELS if kind in {*found, chosen}])
