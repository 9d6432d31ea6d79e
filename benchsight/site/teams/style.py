"""How a team plays, beside the rest of the league."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchsight.site.people.splits import share
from benchsight.site.ranks import Rank
from benchsight.site.teams.team import Team
from benchsight.web import charts
from benchsight.web.cells import cell
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

OF = "fact_team_season_stats"
SEASONS = """
    select *
    from public.fact_team_season_stats
    where season_id is not distinct from %(season)s and game_type = %(kind)s
"""
# own numbers and those of the opponent of the same game, in the mirrored state of the score
SCORE_STATES = """
    select
        sum(mine.toi_leading_seconds) as toi_leading, sum(mine.toi_tied_seconds) as toi_tied,
        sum(mine.toi_trailing_seconds) as toi_trailing,
        sum(mine.shots_leading) as for_leading, sum(mine.shots_tied) as for_tied,
        sum(mine.shots_trailing) as for_trailing,
        sum(theirs.shots_trailing) as against_leading, sum(theirs.shots_tied) as against_tied,
        sum(theirs.shots_leading) as against_trailing
    from public.fact_team_game_stats as mine
    inner join public.fact_team_game_stats as theirs
        on theirs.game_id = mine.game_id and theirs.team_id = mine.opponent_team_id
    inner join public.dim_schedule as games on games.game_id = mine.game_id
    where
        mine.team_id = %(team)s and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
        and games.decided_in is distinct from 'FORFEIT' and mine.toi_reliable and mine.game_is_complete
"""
LEFT, RIGHT = 6, 194


@dataclass(frozen=True)
class Measure:
    """One side of a team's style: ``parts`` over ``whole`` (sums of columns) times ``factor``.

    ``stat``: the column of the season table that holds it, whose definition is shown; ``better``: whether more is
    better (None: it is style, not quality).
    """

    label: str
    parts: tuple[str, ...]
    whole: tuple[str, ...]
    factor: float
    format: str
    stat: str
    better: bool | None = None
    own: bool = False  # the season table holds the ratio itself, under ``stat``


def share_of(label: str, stat: str, own: str, other: str, better: bool | None = True) -> Measure:
    """Return a measure that is a share in percent, which the season table has."""
    return Measure(label, (own,), (own, other), 100, "0.0", stat, better, own=True)


FAMILIES: Mapping[str, Sequence[Measure]] = {
    "Pace and possession": (
        Measure(
            "Shot attempts of both sides per 60 minutes at 5 on 5",
            ("cf_5v5", "ca_5v5"),
            ("toi_5v5_seconds",),
            3600,
            "0.0",
            "cf_5v5",
        ),
        share_of("Shot attempts, %", "cf_pct", "cf", "ca"),
        share_of(
            "Shot attempts at 5 on 5, adjusted for the score, %",
            "score_adjusted_cf_pct",
            "score_adjusted_cf",
            "score_adjusted_ca",
        ),
        Measure(
            "Time of the puck in the offensive zone, %",
            ("zone_time_oz_seconds",),
            ("zone_time_oz_seconds", "zone_time_nz_seconds", "zone_time_dz_seconds"),
            100,
            "0.0",
            "zone_time_oz_pct",
            True,
            own=True,
        ),
        share_of("Faceoffs won, %", "fo_pct", "fo_wins", "fo_losses"),
    ),
    "Entries and exits": (
        Measure(
            "Entries carried or passed in, %",
            ("zone_entries_controlled",),
            ("zone_entries",),
            100,
            "0.0",
            "zone_entry_control_pct",
            True,
            own=True,
        ),
        Measure("Entries per game", ("zone_entries",), ("gp",), 1, "0.0", "zone_entries", True),
        Measure(
            "Exits with control, %",
            ("zone_exits_controlled",),
            ("zone_exits",),
            100,
            "0.0",
            "zone_exit_control_pct",
            True,
            own=True,
        ),
        Measure("Pucks kept in at the blue line per game", ("zone_keepins",), ("gp",), 1, "0.0", "zone_keepins", True),
        Measure("Passes completed, %", ("pass_completed",), ("pass_attempts",), 100, "0.0", "pass_pct", True, own=True),
    ),
    "Shots": (
        share_of("Expected goals, %", "xg_pct", "xgf", "xga"),
        Measure("Expected goals per unblocked attempt", ("xgf",), ("ff",), 1, "0.000", "xgf", True),
        Measure("Expected goals against per unblocked attempt", ("xga",), ("fa",), 1, "0.000", "xga", False),
        Measure("Attempts off the rush, %", ("rush_shots",), ("shots",), 100, "0.0", "rush_shots"),
        Measure("Attempts on rebounds, %", ("rebound_shots",), ("shots",), 100, "0.0", "rebound_shots"),
        share_of(
            "High-danger chances, %", "high_danger_chance_pct", "high_danger_chances", "high_danger_chances_against"
        ),
    ),
    "Finishing and goaltending": (
        Measure("Goals per shot on goal, %", ("tracked_goals",), ("sog",), 100, "0.0", "shooting_pct", True, own=True),
        Measure("Shots on goal stopped, %", ("saves",), ("sog_against",), 100, "0.0", "save_pct", True),
    ),
    "Special teams": (
        Measure(
            "Power play, %",
            ("power_play_goals",),
            ("power_play_opportunities",),
            100,
            "0.0",
            "power_play_pct",
            True,
            own=True,
        ),
        Measure(
            "Power plays per game", ("power_play_opportunities",), ("gp",), 1, "0.0", "power_play_opportunities", True
        ),
        Measure("Times short-handed per game", ("times_short_handed",), ("gp",), 1, "0.0", "times_short_handed", False),
        Measure("Penalty minutes per game", ("pim",), ("gp",), 1, "0.0", "pim", False),
    ),
    "Body and puck": (
        Measure("Hits per game", ("hits",), ("gp",), 1, "0.0", "hits"),
        Measure("Shots blocked per game", ("blocks",), ("gp",), 1, "0.0", "blocks"),
        Measure("Giveaways per game", ("giveaways",), ("gp",), 1, "0.0", "giveaways", False),
        Measure("Takeaways per game", ("takeaways",), ("gp",), 1, "0.0", "takeaways", True),
    ),
}


@dataclass(frozen=True)
class Strip:
    """A measure of the team on a line with all teams; ``place`` and ``average`` are places on it."""

    label: str
    stat: str
    of: str
    value: str
    average_value: str
    rank: str
    place: float
    average: float | None
    others: Sequence[float]
    summary: str


def read_seasons(reader: PageReader, team: Team) -> list[Row]:
    """Return the season rows of all teams."""
    return reader.rows(SEASONS, {"season": team.season.id, "kind": team.kind.id})


def read_style(rows: Sequence[Row], team: Team) -> tuple[dict[str, list[Strip]], list[str]]:
    """Return a team's style by family, and what is known of no game."""
    made: dict[str, list[Strip]] = {}
    unknown = []
    for family, measures in FAMILIES.items():
        for measure in measures:
            strip = _strip(measure, rows, team)
            if strip is None:
                unknown.append(measure.label)
            else:
                made.setdefault(family, []).append(strip)
    return made, unknown


def ratio(rows: Sequence[Row], measure: Measure) -> float | None:
    """Return a measure over rows: a ratio of their sums; None where a part is known of none, or the whole is 0."""
    known = [row for row in rows if all(row[column] is not None for column in (*measure.parts, *measure.whole))]
    whole = sum(row[column] for row in known for column in measure.whole)
    part = sum(row[column] for row in known for column in measure.parts)
    return float(part) * measure.factor / float(whole) if whole else None


def _strip(measure: Measure, rows: Sequence[Row], team: Team) -> Strip | None:
    by_team = {row["team_id"]: _own(row, measure) for row in rows}
    values = {id: value for id, value in by_team.items() if value is not None}
    if team.id not in values or not any(values.values()):
        return None
    mine, average = values[team.id], ratio(rows, measure)
    low, high = min(values.values()), max(values.values())
    scale = charts.Scale(low, high, LEFT, RIGHT)
    lower_first = measure.better is False
    rank = Rank(1 + sum(value < mine if lower_first else value > mine for value in values.values()), len(values))
    order = "" if measure.better is not None else " most"
    text, mean = cell(mine, measure.format), cell(average, measure.format)
    return Strip(
        measure.label, measure.stat, OF, text, mean, f"{rank}{order}", scale(mine),
        None if average is None else scale(min(max(average, low), high)),
        [scale(value) for id, value in values.items() if id != team.id],
        f"{text}; league {mean}, from {cell(low, measure.format)} to {cell(high, measure.format)}",
    )  # fmt: skip


def _own(row: Row, measure: Measure) -> float | None:
    """Return a team's value: the season table's own where it has one."""
    if measure.own:
        return None if row[measure.stat] is None else float(row[measure.stat])
    return ratio([row], measure)


def score_states(reader: PageReader, team: Team) -> Table:
    """Return the shot attempts of a team while it leads, while the score is tied, and while it trails."""
    sums = reader.row(SCORE_STATES, team.scope) or {}
    rows = [_state(sums, state) for state in ("leading", "tied", "trailing")]
    of = "fact_team_game_stats"
    columns = (
        Column("state", "Score"),
        Column("toi", "Time", "m:ss", of, "toi_leading_seconds"),
        Column("for", "Attempts", "0", of, "shots"),
        Column("against", "Against", "0", of, "ca"),
        Column("share", "CF%", "0.0", of, "cf_pct"),
        Column("for_60", "Per 60 minutes", "0.0"),
        Column("against_60", "Against per 60", "0.0"),
    )
    known = any(row["toi"] for row in rows)
    return Table("score_states", "By score", columns, rows if known else [], hide_caption=True, unknown="no such time",
                 empty="No game has both complete events and reliable ice times, which this needs.")  # fmt: skip


def _state(sums: Row, state: str) -> dict[str, Any]:
    toi, own, other = (sums.get(f"{what}_{state}") for what in ("toi", "for", "against"))

    def per_hour(count: Any) -> Any:
        return 3600 * count / toi if toi and count is not None else None

    return {
        "state": state.capitalize(), "toi": toi, "for": own, "against": other, "share": share(own, other),
        "for_60": per_hour(own), "against_60": per_hour(other),
    }  # fmt: skip
