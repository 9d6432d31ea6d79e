"""Which team a page is about, in which season and kind of games."""

from dataclasses import dataclass

from benchsight.site.game_types import GameTypeChoice, choose_game_type
from benchsight.site.seasons import SeasonChoice, read_season
from benchsight.web.colours import team_style
from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader, Row

TEAM = """
    select team_id, team_name, long_team_name, league_name, color_1, color_2, is_listed
    from public.dim_team
    where team_id = %(team)s
"""
PLAYED = """
    select season_id, game_kind, bool_or(is_tracked) as is_tracked
    from public.dim_schedule
    where home_team_id = %(team)s or away_team_id = %(team)s
    group by season_id, game_kind
"""


@dataclass(frozen=True)
class Team:
    """A team, the season and the kind of games of its page."""

    row: Row
    season: SeasonChoice
    kind: GameTypeChoice

    @property
    def id(self) -> str:
        """Id of the team."""
        return str(self.row["team_id"])

    @property
    def name(self) -> str:
        """Name of the team; its id while nobody named it."""
        return str(self.row["long_team_name"] or self.row["team_name"] or self.id)

    @property
    def scope(self) -> dict[str, str | None]:
        """Parameters of the queries of its page."""
        return {"team": self.id, "season": self.season.id, "kind": self.kind.id}

    @property
    def style(self) -> str:
        """Accent colour of the team."""
        return team_style(self.id, self.row["color_1"], self.row["color_2"])


def read_team(reader: PageReader, team_id: str, season: str | None, kind: str | None) -> Team:
    """Return a team in a season, its newest unless one is named. Raise NotFound for an unknown id."""
    row = reader.row(TEAM, {"team": team_id})
    if row is None:
        raise NotFound(f"there is no team {team_id}")
    played = reader.rows(PLAYED, {"team": team_id})
    own = sorted(each["season_id"] for each in played if each["season_id"])
    chosen = read_season(reader, season or (own[-1] if own else None))
    return Team(
        row, chosen, choose_game_type((each["game_kind"] for each in played if each["season_id"] == chosen.id), kind)
    )
