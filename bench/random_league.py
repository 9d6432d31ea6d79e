"""Draws leagues: a config, with rare hockey and mess, and the format of its exports, from a seed and nothing else."""

from dataclasses import fields
from random import Random
from typing import Any

from benchsight.simulator import Mess, Rare, SimulationConfig
from benchsight.simulator.write import Format

GAMES_APART = 100
FIRST_GAME_ID = 1_000_000
IN_ORDER = {"late_entries", "goal_off_the_faceoff", "goal_as_penalty_ends", "zero_second_stints", "marked_empty_net"}
"""Kinds that live by the order within a second: clocks that are off by some seconds tell another game."""
JSON_ONLY = {"clock_tenths", "clock_counts_up", "corner_origin", "metres", "one_table_only", "accents"}
SHOWN = (
    "shape", "teams", "games", "period_minutes", "overtime_minutes", "overtime_skaters", "shootout", "xy", "full",
    "penalty_factor", "penalty_shot_share",
)  # fmt: skip
SELDOM = {"one_table_only": 0.05, "two_halves": 0.1, "playoffs": 0.15, "no_goalie": 0.1}


def draw_league(seed: int) -> tuple[SimulationConfig, Format]:
    """The league of a seed; the same for the same seed."""
    rng = Random(f"league {seed}")
    play = _play(rng)
    formats: Format = rng.choice(("json", "json", "workbook"))
    rare = _draw(rng, [field.name for field in fields(Rare)], rng.choice((0.0, 0.15, 0.4)))
    mess = _draw(rng, [field.name for field in fields(Mess)], rng.choice((0.0, 0.0, 0.3)))
    if formats != "json":
        rare -= JSON_ONLY
        play["shape"] = "rec"  # whose penalties have the minutes of the settings, where a workbook leaves them
    if "two_halves" in rare:
        rare.discard("playoffs")
    if "playoffs" in rare:
        play["overtime_minutes"] = 5  # a game has at most twelve periods
    if rare & IN_ORDER:
        mess.discard("clock_skew")
    if "one_table_only" in rare:
        mess.discard("partial_game")
    return SimulationConfig(**play, **_own(seed), rare=Rare.only(*rare), mess=Mess.only(*mess)), formats


def describe(config: SimulationConfig, formats: Format) -> str:
    """The options of a league that are not the usual ones, in a line."""
    usual = SimulationConfig()
    own = [f"{name}={getattr(config, name)}" for name in SHOWN if getattr(config, name) != getattr(usual, name)]
    kinds = [f"rare={'+'.join(config.rare.kinds())}", f"mess={'+'.join(config.mess.kinds())}"]
    return " ".join([formats, f"tracker={config.tracker_version}", *own, *kinds])


def _draw(rng: Random, names: list[str], share: float) -> set[str]:
    drawn = {name: rng.random() for name in names}
    return {name for name, number in drawn.items() if number < min(share, SELDOM.get(name, share))}


def _play(rng: Random) -> dict[str, Any]:
    minutes = rng.choice(((6, 6, 6), (8, 8, 8), (10, 12, 8), (3, 3, 3)))
    full = rng.random() < 0.25  # its events of their own stand beside others by a link, which version 23 has not
    return {
        "teams": rng.choice((2, 2, 4)), "games": rng.randint(2, 4), "shape": rng.choice(("rec", "rec", "nhl")),
        "period_minutes": (minutes,), "overtime_minutes": rng.choice((0, 1, 3, 5)),
        "overtime_skaters": rng.choice((3, 5)), "shootout": rng.random() < 0.7, "xy": rng.random() < 0.6,
        "full": full, "tracker_version": "25.0" if full else rng.choice(("25.0", "25.0", "23.4")),
        "substitute_share": rng.choice((0.08, 0.5)), "penalty_factor": rng.choice((1.0, 2.0, 4.0)),
        "penalty_shot_share": rng.choice((0.02, 0.2)),
    }  # fmt: skip


def _own(seed: int) -> dict[str, Any]:
    """What keeps leagues apart in one database."""
    return {
        "seed": seed, "first_game_id": FIRST_GAME_ID + GAMES_APART * seed, "id_prefix": f"L{seed}",
        "season_id": f"SIM{2000 + seed % 7000}F",
    }  # fmt: skip
