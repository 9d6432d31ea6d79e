"""A game as all its pages know it: sides, score, periods, and how far it is tracked."""

from dataclasses import dataclass
from datetime import date, time

from benchsight.reads.box_score_sql import PERIODS
from benchsight.site.reads.game_people import People, read_people
from benchsight.web.colours import team_style
from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader, Row

TABLES = ("dim_schedule", "dim_team", "qa_data_completeness", "qa_goal_accuracy", "fact_player_game_stats")

# `venue` is the one of the tracking, which may have home and away the other way round.
GAME = """
    select
        games.*, quality.game_id is not null as has_tracking, quality.is_complete, quality.toi_reliable,
        quality.reasons, quality.notes, coalesce(quality.periods_with_stints, 0) > 0 as has_shifts,
        coalesce(quality.event_count, 0) > 0 as has_events, quality.shots_with_xy_pct
    from public.dim_schedule as games
    left join public.qa_data_completeness as quality on games.game_id = quality.game_id
    where games.game_id = %(game)s
"""
COLOURS = """
    select team_id, array[color_1, color_2, color_3, color_4] as colours
    from public.dim_team
    where team_id in (%(home)s, %(away)s)
"""
GOALS = """
    select teams.venue, accuracy.tracked_final_goals, teams.shootout_goals
    from public.fact_team_game_stats as teams
    left join public.qa_goal_accuracy as accuracy on teams.game_id = accuracy.game_id and teams.venue = accuracy.venue
    where teams.game_id = %(game)s
"""
LENGTHS = "select period, length_seconds from transform.int_period_coverage where game_id = %(game)s"
OTHER = {"home": "away", "away": "home"}


@dataclass(frozen=True)
class Side:
    """A team in a game. ``venue`` is its side in the fact tables, ``at_home`` whether it is the league's home team.

    ``style`` sets its accent colour. ``goals``: the official final score, the tracked one where the league has none;
    None before the game.
    """

    venue: str
    at_home: bool
    team_id: str | None
    name: str
    style: str
    goals: int | None
    shootout_goals: int | None


@dataclass(frozen=True)
class Period:
    """A period: goals by venue, None where they are not known; ``start`` in seconds of the game, None if unknown."""

    number: int
    label: str
    goals: dict[str, int | None]
    length: int | None
    start: int | None


@dataclass(frozen=True)
class Game:
    """A game. ``row`` has the columns of the schedule and of the completeness of its tracking."""

    id: int
    row: Row
    sides: tuple[Side, Side]
    periods: list[Period]
    people: People

    @property
    def away(self) -> Side:
        """The league's visiting team."""
        return self.sides[0]

    @property
    def home(self) -> Side:
        """The league's home team."""
        return self.sides[1]

    def side(self, venue: str | None) -> Side | None:
        """Return the side that the fact tables call home or away."""
        return next((side for side in self.sides if side.venue == venue), None)

    @property
    def state(self) -> str:
        """Return `scheduled`, `postponed`, `cancelled`, `forfeit`, `result`, `partial` or `complete`."""
        if self.row["has_tracking"]:
            return "complete" if self.row["is_complete"] else "partial"
        if self.row["schedule_status"] in ("POSTPONED", "CANCELLED"):
            return str(self.row["schedule_status"]).lower()
        if self.row["decided_in"] == "FORFEIT":
            return "forfeit"
        return "result" if self.row["is_played"] else "scheduled"

    @property
    def is_tracked(self) -> bool:
        """Whether anything of the game is tracked."""
        return bool(self.row["has_tracking"])

    @property
    def date(self) -> date | None:
        """Day of the game."""
        found: date | None = self.row["game_date"]
        return found

    @property
    def time(self) -> time | None:
        """Time of day at which it begins, as the league writes it."""
        found: time | None = self.row["game_time"]
        return found

    def period(self, number: int | None) -> Period | None:
        """Return a period by its number."""
        return next((period for period in self.periods if period.number == number), None)


def read_game(reader: PageReader, game_id: str) -> Game:
    """Return a game by its id as an address has it. Raise NotFound if there is none."""
    row = reader.row(GAME, {"game": int(game_id)}) if game_id.isascii() and game_id.isdigit() else None
    if row is None:
        raise NotFound(f"there is no game {game_id}")
    parameters = {"game": row["game_id"]}
    goals = {each["venue"]: each for each in reader.rows(GOALS, parameters)}
    sides = _sides(reader, row, goals)
    return Game(row["game_id"], row, sides, _periods(reader, row, sides), read_people(reader, row["game_id"]))


def _sides(reader: PageReader, row: Row, goals: dict[str, Row]) -> tuple[Side, Side]:
    teams = {"home": row["home_team_id"], "away": row["away_team_id"]}
    colours = {each["team_id"]: each["colours"] for each in reader.rows(COLOURS, teams)}

    def side(place: str) -> Side:
        venue = OTHER[place] if row["is_venue_swapped"] else place
        tracked = goals.get(venue, {"tracked_final_goals": None, "shootout_goals": None})
        name, team_id = row[f"{place}_team_name"] or place.capitalize(), teams[place]
        official = row[f"{place}_goals"]
        return Side(
            venue, place == "home", team_id, name, team_style(team_id or name, *colours.get(team_id, [])),
            tracked["tracked_final_goals"] if official is None else official,
            tracked["shootout_goals"],
        )  # fmt: skip

    return side("away"), side("home")


def _periods(reader: PageReader, row: Row, sides: tuple[Side, Side]) -> list[Period]:
    """Return the periods: goals of the league's result if it has all of regulation, else the tracked ones."""
    parameters = {"game": row["game_id"]}
    regulation = row["regulation_periods"] or 3
    tracked: dict[int, dict[str, int | None]] = {}
    for each in reader.rows(PERIODS, parameters) if row["has_tracking"] else []:
        tracked.setdefault(each["period"], {})[each["venue"]] = each["goals"]
    lengths = {each["period"]: each["length_seconds"] for each in reader.rows(LENGTHS, parameters)}
    official = _official(row, sides, regulation, max(tracked, default=0))
    periods: list[Period] = []
    start: int | None = 0
    for number in sorted(tracked.keys() | official.keys()):
        found = official.get(number, tracked.get(number, {}))
        if number > regulation and row["decided_in"] == "SO" and all(goals is None for goals in found.values()):
            continue  # the shootout
        length = lengths.get(number)
        periods.append(Period(number, period_label(number, regulation), found, length, start))
        start = None if start is None or length is None else start + length
    return periods


def _official(row: Row, sides: tuple[Side, Side], regulation: int, last: int) -> dict[int, dict[str, int | None]]:
    places = {side.venue: "home" if side.at_home else "away" for side in sides}
    found: dict[int, dict[str, int | None]] = {
        number: {venue: row[f"{place}_period_{number}_goals"] for venue, place in places.items()}
        for number in range(1, min(regulation, 3) + 1)
    }
    if regulation > 3 or not row["is_played"] or any(None in goals.values() for goals in found.values()):
        return {}
    overtime: dict[str, int | None] = {venue: row[f"{place}_overtime_goals"] for venue, place in places.items()}
    if row["decided_in"] in ("OT", "SO") and last <= regulation + 1 and None not in overtime.values():
        found[regulation + 1] = overtime
    return found


def period_label(number: int, regulation: int) -> str:
    """Return a period as score sheets have it: 1, 2, 3, OT, 2OT."""
    beyond = number - regulation
    if beyond <= 0:
        return str(number)
    return "OT" if beyond == 1 else f"{beyond}OT"
