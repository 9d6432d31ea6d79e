"""A player's shots, or the shots a goalie faced: on the rink, by danger, by type."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from benchsight.site.people.person import Person
from benchsight.web.cells import cell
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

TABLE = "fact_shots"
SHOTS = """
    select
        shots.game_id, shots.attack_x, shots.attack_y, shots.outcome, shots.is_on_goal, shots.is_goal, shots.danger,
        shots.shot_type, shots.xg, shots.distance_feet, shots.period, shots.clock_seconds,
        games.game_date, games.home_team_name, games.away_team_name
    from public.fact_shots as shots
    inner join public.dim_schedule as games on games.game_id = shots.game_id
    where
        {who} = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
    order by shots.is_goal, games.game_date, shots.game_id, shots.event_number
"""
FACED = "shots.is_unblocked and not shots.is_empty_net and shots.goalie_id"
DANGERS = {"high": "High danger", "medium": "Medium danger", "low": "Low danger", None: "Place unknown"}
MOST_MARKS = 350  # a goalie faces thousands in a season: goals first, then the newest
OUTCOMES = {"blocked_by_team_mate": "blocked by a team mate"}


@dataclass(frozen=True)
class ShotMap:
    """Marks for the rink, tables by danger and type, and how many shots have a place."""

    marks: Sequence[Row]
    total: int
    goals: int
    placed: int
    dangers: Table
    types: Table

    @property
    def by_game(self) -> Iterator[tuple[Row, list[Row]]]:
        """A mark of each game, and the marks that stand beside it in their order: one link for all of them."""
        for _, marks in groupby(self.marks, key=lambda mark: (mark["game_id"], mark["is_goal"])):
            found = list(marks)
            yield found[0], found

    @property
    def caption(self) -> str:
        """What the picture shows, for who cannot see it."""
        drawn = sum(mark["is_goal"] for mark in self.marks)
        newest = (
            "" if len(self.marks) == self.placed else f"; of the {self.placed} with a place the goals and the newest"
        )
        return f"{len(self.marks)} of {self.total} shot attempts, {drawn} of {self.goals} goals{newest}"


def read_shots(reader: PageReader, person: Person) -> ShotMap:
    """Return the shots of a skater, or the unblocked attempts against a goalie."""
    rows = reader.rows(SHOTS.format(who=FACED if person.is_goalie else "shots.shooter_id"), person.scope)
    placed = [row for row in rows if row["attack_x"] is not None]  # goals last, so that they are drawn on top
    marks = [row | {"label": _label(row), "game": _game(row)} for row in placed[-MOST_MARKS:]]
    return ShotMap(
        marks,
        len(rows),
        sum(row["is_goal"] for row in rows),
        len(placed),
        _table("dangers", "By danger", "danger", rows, DANGERS),
        _table("types", "By type of shot", "shot_type", rows, None),
    )


def _label(row: Row) -> str:
    what = OUTCOMES.get(row["outcome"], row["outcome"])
    details = [str(what), *([row["shot_type"].replace("_", " ")] if row["shot_type"] else [])]
    details += [f"{cell(row['distance_feet'], '0')} ft"] if row["distance_feet"] is not None else []
    details += [f"{cell(row['xg'], '0.00')} expected goals"] if row["xg"] is not None else []
    when = f"period {row['period']}, {cell(row['clock_seconds'], 'm:ss')} left"
    return f"{', '.join(details)} ({_game(row)}, {when})"


def _game(row: Row) -> str:
    return f"{row['game_date']}, {row['away_team_name']} at {row['home_team_name']}"


def _table(name: str, caption: str, key: str, rows: list[Row], labels: dict[str | None, str] | None) -> Table:
    """Return attempts, shots on goal, goals and expected goals by a property of the shot."""
    found = {row[key] for row in rows}
    groups = [value for value in labels if value in found] if labels else sorted(found, key=lambda value: value or "~")
    made = []
    for group in groups:
        shots = [row for row in rows if row[key] == group]
        on_goal, goals = sum(row["is_on_goal"] for row in shots), sum(row["is_goal"] for row in shots)
        label = labels[group] if labels else (group or "not noted").replace("_", " ")
        known = [row["xg"] for row in shots if row["xg"] is not None]
        made.append(
            {
                "group": label,
                "shots": len(shots),
                "on_goal": on_goal,
                "goals": goals,
                "xg": sum(known) if known else None,
                "pct": 100 * goals / on_goal if on_goal else None,
            }
        )
    columns = (
        Column("group", caption),
        Column("shots", "Attempts", "0", "fact_player_game_stats", "shots"),
        Column("on_goal", "On goal", "0", "fact_player_game_stats", "sog"),
        Column("goals", "Goals", "0", "fact_player_game_stats", "goals"),
        Column("xg", "xG", "0.00", "fact_player_game_stats", "xg_for"),
        Column("pct", "SH%", "0.0", "fact_player_game_stats", "shooting_pct"),
    )
    return Table(
        name, caption, columns, made, hide_caption=True, unknown="no shot on goal", empty="No shot was tracked."
    )
