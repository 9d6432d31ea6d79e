"""A player's shots, or the shots a goalie faced: on the rink, by danger, by type."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from benchsight.site.people.person import Person
from benchsight.web.cells import cell
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

TABLE = "fact_shots"
# of the table below fact_shots, which joins each shot with its event: a goalie faces thousands in a season
OF_PERSON = """
    from transform.int_shots as shots
    inner join public.dim_schedule as games on games.game_id = shots.game_id
    where
        {who} = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
"""
# goals last, so that they are drawn on top
MARKS = f"""
    with drawn as materialized (
        select shots.event_key, games.game_date, games.home_team_name, games.away_team_name
        {OF_PERSON} and shots.attack_x is not null
        order by shots.is_goal desc, games.game_date desc, shots.game_id desc, shots.event_number desc
        limit %(most)s
    )

    select
        shots.game_id, shots.attack_x, shots.attack_y, shots.outcome, shots.is_on_goal, shots.is_goal, shots.danger,
        shots.shot_type, shots.xg, shots.distance_feet, shots.period, shots.clock_seconds,
        drawn.game_date, drawn.home_team_name, drawn.away_team_name
    from drawn
    cross join lateral (
        select * from public.fact_shots as named where named.event_key = drawn.event_key limit 1
    ) as shots
    order by shots.is_goal, drawn.game_date, shots.game_id, shots.event_number
"""  # nosec B608 # of constants
COUNTS = f"""
    select
        shots.danger, shots.shot_type, count(*) as shots, count(shots.attack_x) as placed,
        count(*) filter (where shots.is_on_goal) as on_goal, count(*) filter (where shots.is_goal) as goals,
        sum(shots.xg) as xg
    {OF_PERSON}
    group by shots.danger, shots.shot_type
"""  # nosec B608 # of constants
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
    who = FACED if person.is_goalie else "shots.shooter_id"
    counts = reader.rows(COUNTS.format(who=who), person.scope)
    rows = reader.rows(MARKS.format(who=who), {**person.scope, "most": MOST_MARKS})
    return ShotMap(
        [row | {"label": _label(row), "game": _game(row)} for row in rows],
        _sum(counts, "shots"),
        _sum(counts, "goals"),
        _sum(counts, "placed"),
        _table("dangers", "By danger", "danger", counts, DANGERS),
        _table("types", "By type of shot", "shot_type", counts, None),
    )


def _sum(counts: Sequence[Row], name: str) -> int:
    return sum(row[name] for row in counts)


def _label(row: Row) -> str:
    what = OUTCOMES.get(row["outcome"], row["outcome"])
    details = [str(what), *([row["shot_type"].replace("_", " ")] if row["shot_type"] else [])]
    details += [f"{cell(row['distance_feet'], '0')} ft"] if row["distance_feet"] is not None else []
    details += [f"{cell(row['xg'], '0.00')} expected goals"] if row["xg"] is not None else []
    when = f"period {row['period']}, {cell(row['clock_seconds'], 'm:ss')} left"
    return f"{', '.join(details)} ({_game(row)}, {when})"


def _game(row: Row) -> str:
    return f"{row['game_date']}, {row['away_team_name']} at {row['home_team_name']}"


def _table(name: str, caption: str, key: str, counts: list[Row], labels: dict[str | None, str] | None) -> Table:
    """Return attempts, shots on goal, goals and expected goals by a property of the shot."""
    found = {row[key] for row in counts}
    groups = [value for value in labels if value in found] if labels else sorted(found, key=lambda value: value or "~")
    made = []
    for group in groups:
        mine = [row for row in counts if row[key] == group]
        on_goal, goals = _sum(mine, "on_goal"), _sum(mine, "goals")
        label = labels[group] if labels else (group or "not noted").replace("_", " ")
        known = [row["xg"] for row in mine if row["xg"] is not None]
        made.append(
            {
                "group": label,
                "shots": _sum(mine, "shots"),
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
