"""A skater's numbers by strength, score and period: sums over games."""

from collections.abc import Mapping
from typing import Any

from benchsight.site.people.person import Person
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

GAMES = "fact_player_game_stats"
SPLITS = """
    select {sums}
    from public.fact_player_game_stats as players
    inner join public.dim_schedule as games on games.game_id = players.game_id
    where
        players.player_id = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
        and games.decided_in is distinct from 'FORFEIT'
"""
# row -> column of the table -> column of the game
STRENGTHS: Mapping[str, Mapping[str, str]] = {
    "Even strength": {
        "toi": "toi_even_seconds",
        "goals": "even_strength_goals",
        "sog": "even_strength_sog",
        "shots": "even_strength_shots",
    },
    "Power play": {
        "toi": "toi_power_play_seconds",
        "goals": "power_play_goals",
        "assists": "power_play_assists",
        "sog": "power_play_sog",
        "shots": "power_play_shots",
    },
    "Short-handed": {
        "toi": "toi_short_handed_seconds",
        "goals": "shorthanded_goals",
        "assists": "shorthanded_assists",
        "sog": "shorthanded_sog",
        "shots": "shorthanded_shots",
    },
    "Penalty shot": {"goals": "penalty_shot_goals", "sog": "penalty_shot_sog", "shots": "penalty_shot_shots"},
    "Strength unknown": {
        "goals": "unknown_situation_goals",
        "sog": "unknown_situation_sog",
        "shots": "unknown_situation_shots",
    },
}
SCORES: Mapping[str, Mapping[str, str]] = {
    state.capitalize(): {"goals": f"goals_{state}", "sog": f"sog_{state}", "shots": f"shots_{state}"}
    for state in ("leading", "tied", "trailing")
}
PERIODS: Mapping[str, Mapping[str, str]] = {
    label: {"toi": f"{name}_toi_seconds", "points": f"{name}_points", "shots": f"{name}_shots"}
    for name, label in (
        ("first_period", "First period"), ("second_period", "Second period"), ("third_period", "Third period"),
        ("overtime", "Overtime"),
    )
}  # fmt: skip
# columns that are added up from games with reliable ice times only, as in the season table
FROM_ICE_TIMES = "toi"
OPTIONAL = ("Penalty shot", "Strength unknown", "Overtime")  # rows that stay away while nothing happened
FIVE = ("gf", "ga", "cf", "ca", "xgf", "xga")
FIVE_COLUMNS = ("toi_5v5_seconds", *(f"{each}_5v5" for each in FIVE))
ON_ICE = {
    "toi": "rate_toi_seconds", "gf": "on_ice_gf", "ga": "on_ice_ga", "cf": "corsi_for", "ca": "corsi_against",
    "xgf": "on_ice_xgf", "xga": "on_ice_xga",
}  # fmt: skip


def read_splits(reader: PageReader, person: Person, season: Row) -> list[Table]:
    """Return a skater's tables of strength, score and period, and what happened with him on the ice.

    ``season``: his row of the season table.
    """
    kinds = (STRENGTHS, SCORES, PERIODS)
    columns = dict.fromkeys(column for kind in kinds for parts in kind.values() for column in parts.values())
    sums = [_sum(column) for column in columns]
    whole = "filter (where players.game_is_complete and players.toi_reliable)"
    sums += [f"sum(players.{column}) {whole} as {column}" for column in FIVE_COLUMNS]
    summed = reader.row(SPLITS.format(sums=", ".join(sums)), person.scope) or {}
    return [
        _table(
            "strength",
            "By strength",
            STRENGTHS,
            summed,
            "Goals as tracked; ice time from games whose ice times are reliable.",
        ),
        _table("score", "By score", SCORES, summed),
        _table("periods", "By period", PERIODS, summed),
        _on_ice(summed, season),
    ]


def _sum(column: str) -> str:
    reliable = " filter (where players.toi_reliable)" if FROM_ICE_TIMES in column else ""
    return f"sum(players.{column}){reliable} as {column}"


def _table(
    name: str, caption: str, kind: Mapping[str, Mapping[str, str]], summed: Row, unknown: str = "not tracked"
) -> Table:
    keys = dict.fromkeys(key for parts in kind.values() for key in parts)
    labels = {
        "toi": ("TOI", "m:ss"),
        "goals": ("G", "0"),
        "assists": ("A", "0"),
        "points": ("P", "0"),
        "sog": ("SOG", "0"),
        "shots": ("Attempts", "0"),
    }
    rows = [
        {"split": label} | {key: summed.get(parts[key]) if key in parts else None for key in keys}
        for label, parts in kind.items()
        if label not in OPTIONAL or any(summed.get(column) for column in parts.values())
    ]
    columns = [Column("split", caption)]
    columns += [Column(key, *labels[key], of=GAMES, stat=_stat(kind, key)) for key in labels if key in keys]
    if not any(row[key] is not None for row in rows for key in keys):
        rows = []
    return Table(
        name, caption, columns, rows, unknown=unknown, hide_caption=True, empty=f"{caption}: nothing was tracked."
    )


def _stat(kind: Mapping[str, Mapping[str, str]], key: str) -> str:
    """Return the column whose definition a heading offers: that of the first row that has it."""
    return next(parts[key] for parts in kind.values() if key in parts)


def _on_ice(summed: Row, season: Row) -> Table:
    """Return what happened with him on the ice: in all situations, as the season table has it, and at five on five."""
    everything = {key: season[column] for key, column in ON_ICE.items()}
    at_five = {"toi": summed["toi_5v5_seconds"]} | {key: summed[f"{key}_5v5"] for key in FIVE}
    rows = [{"split": "All situations", **_shares(everything)}, {"split": "Five against five", **_shares(at_five)}]
    columns = (
        Column("split", "On the ice"),
        Column("toi", "TOI", "m:ss", GAMES, "toi_seconds"),
        Column("gf", "GF", "0", GAMES, "on_ice_gf"),
        Column("ga", "GA", "0", GAMES, "on_ice_ga"),
        Column("g_pct", "GF%", "0.0"),
        Column("cf", "CF", "0", GAMES, "corsi_for"),
        Column("ca", "CA", "0", GAMES, "corsi_against"),
        Column("cf_pct", "CF%", "0.0", GAMES),
        Column("xgf", "xGF", "0.0", GAMES, "on_ice_xgf"),
        Column("xga", "xGA", "0.0", GAMES, "on_ice_xga"),
        Column("xg_pct", "xG%", "0.0", GAMES),
    )
    known = any(row["toi"] is not None for row in rows)
    return Table(
        "on_ice",
        "On the ice",
        columns,
        rows if known else [],
        hide_caption=True,
        unknown="nothing happened",
        empty="No game has both complete events and reliable ice times, which on-ice numbers need.",
    )


def _shares(row: Row) -> Row:
    shares = {"g_pct": ("gf", "ga"), "cf_pct": ("cf", "ca"), "xg_pct": ("xgf", "xga")}
    return row | {name: share(row[own], row[other]) for name, (own, other) in shares.items()}


def share(own: Any, other: Any) -> Any:
    """Return the percentage of a whole that is ``own``; None of nothing, or where either is unknown."""
    return None if own is None or other is None or not own + other else 100 * own / (own + other)
