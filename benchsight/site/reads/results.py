"""Games for calendars, feeds and pictures."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from benchsight.web.reader import PageReader, Row

GAMES = """
    select
        games.game_id, games.game_date, games.game_time, games.game_kind, games.decided_in, games.is_played,
        games.home_goals, games.away_goals, games.home_team_id, games.away_team_id,
        coalesce(games.home_team_name, 'Home') as home_team, coalesce(games.away_team_name, 'Away') as away_team
    from public.dim_schedule as games
    where games.game_date is not null
"""
OF_TEAM = " and %(team)s in (games.home_team_id, games.away_team_id)"
OF_SEASON = " and games.season_id = %(season)s"
OF_GAME = " and games.game_id = %(game)s"
PLAYED = " and games.is_played and games.home_goals is not null and games.away_goals is not null"
BY_DATE = " order by games.game_date, games.game_time nulls last, games.game_id"
NEWEST_FIRST = " order by games.game_date desc, games.game_time desc nulls last, games.game_id desc limit %(most)s"


@dataclass(frozen=True)
class Game:
    """A scheduled game; ``goals`` (away, home) are None until it is played."""

    id: int
    date: date
    time: time | None
    away: str
    home: str
    goals: tuple[int, int] | None
    decided_in: str | None
    away_id: str | None = None
    home_id: str | None = None

    @property
    def title(self) -> str:
        """The teams, and the result if there is one."""
        if self.goals is None:
            return f"{self.away} at {self.home}"
        extra = {"OT": " (overtime)", "SO": " (shootout)"}.get(self.decided_in or "", "")
        return f"{self.away} {self.goals[0]}, {self.home} {self.goals[1]}{extra}"

    def begins(self, zone: ZoneInfo | None) -> datetime:
        """Return when it begins: in the league's zone, in UTC if that is unknown; midnight without a time."""
        return datetime.combine(self.date, self.time or time(), zone or UTC)


def read_calendar(reader: PageReader, season: str | None, team: str | None) -> list[Game]:
    """Return the games of a season, of one team if given, by date."""
    query = GAMES + OF_SEASON + (OF_TEAM if team else "") + BY_DATE
    return [_game(row) for row in reader.rows(query, {"season": season, "team": team})]


def read_results(reader: PageReader, most: int) -> list[Game]:
    """Return the last games that have a result, the newest first."""
    return [_game(row) for row in reader.rows(GAMES + PLAYED + NEWEST_FIRST, {"most": most})]


def read_game(reader: PageReader, game_id: int) -> Game | None:
    """Return a game that has a date, None if there is none."""
    row = reader.row(GAMES + OF_GAME, {"game": game_id})
    return None if row is None else _game(row)


def _game(row: Row) -> Game:
    goals = (row["away_goals"], row["home_goals"])
    return Game(
        row["game_id"], row["game_date"], row["game_time"], row["away_team"], row["home_team"],
        goals if row["is_played"] and None not in goals else None, row["decided_in"], row["away_team_id"],
        row["home_team_id"],
    )  # fmt: skip
