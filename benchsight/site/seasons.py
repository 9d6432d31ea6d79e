"""The season that a page shows."""

from dataclasses import dataclass
from urllib.parse import quote

from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader, Row

# the newest first; a season without games is none to look at
SEASONS = """
    select seasons.season_id, seasons.season
    from public.dim_season as seasons
    where exists (select from public.dim_schedule as games where games.season_id = seasons.season_id)
    order by seasons.season_id desc
"""
TEAMS = """
    select distinct teams.team_id, teams.team_name, coalesce(teams.team_code, teams.team_name) as team_code,
        teams.color_1, teams.color_2
    from public.dim_schedule as games
    inner join public.dim_team as teams on teams.team_id in (games.home_team_id, games.away_team_id)
    where games.season_id = %(season)s
    order by teams.team_name
"""


@dataclass(frozen=True)
class SeasonChoice:
    """The season of a page, and those a reader may switch to; ``id`` is None if there is no season at all."""

    id: str | None
    name: str | None
    all: list[Row]

    @property
    def kept(self) -> str:
        """What an address needs to stay in this season: nothing for the newest, which pages show anyway."""
        if self.id is None or self.id == self.all[0]["season_id"]:
            return ""
        return f"?season={quote(self.id, safe='')}"

    @property
    def also(self) -> str:
        """The same after other fields of the address."""
        return self.kept.replace("?", "&")


def read_season(reader: PageReader, asked: str | None) -> SeasonChoice:
    """Return the season that was asked for (its id), the newest without. Raise NotFound for an unknown one."""
    seasons = [{**row, "season": season_label(str(row["season"]))} for row in reader.rows(SEASONS)]
    chosen = [each for each in seasons if asked in (None, "", str(each["season_id"]))]
    if not chosen and asked:
        raise NotFound(f"there is no season {asked}")
    first = chosen[0] if chosen else {"season_id": None, "season": None}
    return SeasonChoice(first["season_id"], first["season"], seasons)


def read_teams(reader: PageReader, season_id: str | None, asked: str | None = None) -> list[Row]:
    """Return the teams of a season by name. Raise NotFound if the one that was asked for is no team of the league."""
    teams = reader.rows(TEAMS, {"season": season_id})
    known = "select team_id from public.dim_team where team_id = %(team)s"
    if asked and asked not in {team["team_id"] for team in teams} and not reader.rows(known, {"team": asked}):
        raise NotFound(f"there is no team {asked}")
    return teams


def season_label(season: str) -> str:
    """Return a season as people write it: 2026-27 for 20262027; any other name as it is."""
    if len(season) == 8 and season.isdigit() and int(season[4:]) == int(season[:4]) + 1:
        return f"{season[:4]}-{season[6:]}"
    return season
