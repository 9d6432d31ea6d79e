"""The season that a page shows."""

from dataclasses import dataclass

from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader, Row

# the newest first; a season without games is none to look at
SEASONS = """
    select seasons.season_id, seasons.season
    from public.dim_season as seasons
    where exists (select from public.dim_schedule as games where games.season_id = seasons.season_id)
    order by seasons.season_id desc
"""


@dataclass(frozen=True)
class SeasonChoice:
    """The season of a page, and those a reader may switch to; ``id`` is None if there is no season at all."""

    id: str | None
    name: str | None
    all: list[Row]


def read_season(reader: PageReader, asked: str | None) -> SeasonChoice:
    """Return the season that was asked for (its id), the newest without. Raise NotFound for an unknown one."""
    seasons = [{**row, "season": season_label(str(row["season"]))} for row in reader.rows(SEASONS)]
    chosen = [each for each in seasons if asked in (None, "", str(each["season_id"]))]
    if not chosen and asked:
        raise NotFound(f"there is no season {asked}")
    first = chosen[0] if chosen else {"season_id": None, "season": None}
    return SeasonChoice(first["season_id"], first["season"], seasons)


def season_label(season: str) -> str:
    """Return a season as people write it: 2026-27 for 20262027; any other name as it is."""
    if len(season) == 8 and season.isdigit() and int(season[4:]) == int(season[:4]) + 1:
        return f"{season[:4]}-{season[6:]}"
    return season
