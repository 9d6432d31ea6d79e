"""How a skater plays: small things he does, as percentiles of the players of his position."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.person import Person
from benchsight.site.ranks import percentile
from benchsight.web.reader import PageReader, Row

MINUTES_PER_TEAM_GAME = 5  # of complete games with reliable ice times, as the league's leaders need for rates
GAMES = "fact_player_game_stats"


@dataclass(frozen=True)
class Trait:
    """Statistic of the profile: per 60 minutes, or a share in percent of the sums of two columns (``parts``)."""

    stat: str
    label: str
    parts: tuple[str, str] | None = None


FAMILIES: Mapping[str, Sequence[Trait]] = {
    "Scoring": (
        Trait("points", "Points"),
        Trait("shots", "Shot attempts"),
        Trait("xg_for", "Expected goals"),
        Trait("scoring_chances", "Scoring chances"),
        Trait("high_danger_chances", "High-danger chances"),
        Trait("rush_shots", "Shots off the rush"),
    ),
    "Passing": (
        Trait("pass_pct", "Passes completed, %", ("pass_completed", "pass_attempts")),
        Trait("stretch_passes", "Stretch passes"),
        Trait("slot_passes_received", "Passes received in the slot"),
        Trait("give_and_go", "Give and go"),
    ),
    "Entries and exits": (
        Trait("zone_entries_controlled", "Controlled entries"),
        Trait("zone_entry_control_pct", "Entries with control, %", ("zone_entries_controlled", "zone_entries")),
        Trait("zone_exits_controlled", "Controlled exits"),
        Trait("zone_exit_control_pct", "Exits with control, %", ("zone_exits_controlled", "zone_exits")),
        Trait("zone_keepins", "Pucks kept in at the blue line"),
    ),
    "Puck": (
        Trait("takeaways", "Takeaways"),
        Trait("giveaways", "Giveaways"),
        Trait("puck_recoveries", "Puck recoveries"),
        Trait("puck_battle_wins", "Puck battles won"),
        Trait("dekes_successful", "Dekes that worked"),
        Trait("screens", "Screens"),
    ),
    "Defence": (
        Trait("blocks", "Blocked shots"),
        Trait("hits", "Hits"),
        Trait("zone_entry_denials", "Entries denied"),
        Trait("stick_checks", "Stick checks"),
        Trait("poke_checks", "Poke checks"),
        Trait("backchecks", "Backchecks"),
        Trait("penalties_drawn", "Penalties drawn"),
        Trait("penalties_taken", "Penalties taken"),
    ),
    "On the ice": (
        Trait("cf_pct", "Shot attempts, %", ("corsi_for", "corsi_for + corsi_against")),
        Trait("xg_pct", "Expected goals, %", ("on_ice_xgf", "on_ice_xgf + on_ice_xga")),
    ),
}
TRAITS = [trait for family in FAMILIES.values() for trait in family]
# Points are official where there is a result, as in the season tables.
SOURCES = {"points": "coalesce(players.official_points, players.points)"}


def _value(trait: Trait) -> str:
    """Return the SQL of a trait: sums over games, never a mean of ratios."""
    if trait.parts is None:
        summed = SOURCES.get(trait.stat, f"players.{trait.stat}")
        return f"round(sum({summed}) * 3600.0 / nullif(sum(players.toi_seconds), 0), 2)"
    part, whole = trait.parts
    return f"round(sum({part}) * 100.0 / nullif(sum({whole}), 0), 2)"


PROFILES = f"""
    select
        players.player_id, mode() within group (order by players.position_code) as position_code,
        sum(players.toi_seconds) as toi_seconds, count(*) as games,
        {", ".join(f"{_value(trait)} as {trait.stat}" for trait in TRAITS)}
    from public.fact_player_game_stats as players
    inner join public.dim_schedule as games on games.game_id = players.game_id
    where
        games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
        and games.decided_in is distinct from 'FORFEIT'
        and players.toi_reliable and players.game_is_complete and players.toi_seconds > 0
        and not players.is_goalie
    group by players.player_id
"""  # nosec B608 # of constants
TEAM_GAMES = """
    select max(gp) as gp
    from public.fact_team_season_stats
    where season_id is not distinct from %(season)s and game_type = %(kind)s
"""
# true, false, or NULL where more is neither better nor worse
DIRECTIONS = """
    select column_name, higher_is_better
    from transform.stat_catalog
    where table_name = 'fact_player_game_stats' and column_name = any(%(stats)s)
"""


@dataclass(frozen=True)
class Profile:
    """A skater's percentiles among ``peers`` players of his position with at least ``minutes``; ``missing``: why none.

    Of ``families`` each row has label, stat, value, percentile (None without peers) and is_neutral: more is neither
    better nor worse, and the percentile says how often. ``untracked`` names what nobody in the league has.
    """

    minutes: int
    peers: int
    games: int
    seconds: int
    families: Mapping[str, list[Row]]
    untracked: list[str]
    missing: str = ""


def read_profile(reader: PageReader, league: LeagueRows, person: Person) -> Profile:
    """Return a skater's profile in a season."""
    everybody = league.read(reader, PROFILES, person.season.id, person.kind.id)
    minutes = MINUTES_PER_TEAM_GAME * (reader.value(TEAM_GAMES, person.scope) or 0)
    mine = next((row for row in everybody if row["player_id"] == person.id), None)
    if mine is None:
        return Profile(
            minutes,
            0,
            0,
            0,
            {},
            [],
            "No game has both complete events and reliable ice times, which rates need.",
        )
    peers = [
        row for row in everybody if row["position_code"] == mine["position_code"] and row["toi_seconds"] >= 60 * minutes
    ]
    enough = mine["toi_seconds"] >= 60 * minutes
    missing = "" if enough else f"Less than the {minutes} minutes that percentiles ask for: values only."
    stats = {"stats": [trait.stat for trait in TRAITS]}
    better = {row["column_name"]: row["higher_is_better"] for row in reader.rows(DIRECTIONS, stats)}
    tracked = {trait.stat for trait in TRAITS if any(row[trait.stat] for row in everybody)}
    families = {
        family: [
            _row(trait, mine, peers if enough else [], better.get(trait.stat))
            for trait in traits
            if trait.stat in tracked
        ]
        for family, traits in FAMILIES.items()
    }
    return Profile(
        minutes,
        len(peers),
        mine["games"],
        mine["toi_seconds"],
        {name: rows for name, rows in families.items() if rows},
        [trait.label for trait in TRAITS if trait.stat not in tracked],
        missing,
    )


def _row(trait: Trait, mine: Row, peers: list[Row], higher_is_better: bool | None) -> Row:
    others = [row[trait.stat] for row in peers]
    return {
        "label": trait.label, "stat": trait.stat, "of": GAMES, "value": mine[trait.stat],
        "percentile": percentile(mine[trait.stat], others, lower_is_better=higher_is_better is False),
        "is_neutral": higher_is_better is None,
    }  # fmt: skip
