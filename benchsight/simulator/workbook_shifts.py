"""Rows of the shifts sheet: one per stint, and one with empty slots between two periods."""

from typing import Any

from benchsight.simulator.book import situation_of
from benchsight.simulator.records import VENUES, Formation, SimulatedGame, Stint

Row = dict[str, Any]
SLOTS = ("forward_1", "forward_2", "forward_3", "defense_1", "defense_2", "xtra", "goalie")


def shift_rows(game: SimulatedGame) -> tuple[list[Row], dict[int, int]]:
    """Return the rows, and the shift index of each stint by its number."""
    rows: list[Row] = []
    indexes: dict[int, int] = {}
    for stint in game.stints:
        if rows and rows[-1]["Period"] != stint.period:
            rows.append(_between_periods(game, rows[-1], len(rows) + 1))
        indexes[stint.number] = len(rows) + 1
        rows.append(_stint(game, stint, len(rows) + 1))
    return rows, indexes


def _stint(game: SimulatedGame, stint: Stint, index: int) -> Row:
    home, away = stint.formations
    ends_period = stint.end == 0
    row: Row = {
        "shift_index": index,
        "Period": stint.period,
        "shift_start_min": stint.start // 60,
        "shift_start_sec": f"{stint.start % 60:02d}",
        "shift_end_min": stint.end // 60,
        "shift_end_sec": "0.01" if ends_period else f"{stint.end % 60:02d}",
        "shift_start_type": None if stint.start_type == "OnTheFly" else stint.start_type,
        "shift_stop_type": stint.stop_type or None,
        "stoppage_time": stint.dead_seconds,
        **_game(game),
        "shift_start_total_seconds": stint.start,
        "shift_end_total_seconds": 0.01 if ends_period else stint.end,
        "shift_duration": stint.start - stint.end,
        "home_goals": stint.goals[0],
        "away_goals": stint.goals[1],
        "running_video_time": stint.video_second,
        "shift_start_running_time": max(0, stint.video_second - 5),
        "shift_end_running_time": stint.video_second + stint.start - stint.end + 3,
    }
    return row | _slots("home", home) | _slots("away", away) | _strength(stint) | _plus_minus(stint)


def _slots(side: str, formation: Formation) -> Row:
    people = (*formation.forwards, *formation.defenders, formation.extra, formation.goalie)
    return {
        f"{side}_{slot}": None if player is None else player.jersey for slot, player in zip(SLOTS, people, strict=True)
    }


def _strength(stint: Stint) -> Row:
    home, away = stint.formations
    names = [side.capitalize() for side in VENUES]
    empty = [int(side.goalie is None) for side in stint.formations]
    situations = [situation_of(stint.formations, venue) for venue in (0, 1)]
    row: Row = {
        "home_team_strength": len(home.skaters),
        "away_team_strength": len(away.skaters),
        "strength": f"{len(home.skaters)}v{len(away.skaters)}",
        "situation": "Full Strength",
    }
    for venue, side in enumerate(VENUES):
        row |= {f"{side}_team_en": empty[venue], f"{side}_team_pp": int(situations[venue] == "power_play")}
        row[f"{side}_team_pk"] = int(situations[venue] == "short_handed")
        if situations[venue] == "power_play":
            row["situation"] = f"{names[venue]} PowerPlay"
    for venue in (1, 0):
        if empty[venue]:
            row["situation"] = f"{names[venue]} EmptyNet"
            row["strength"] = f"{len(home.skaters)}v{len(away.skaters)} {names[venue]} EN"
    return row


def _plus_minus(stint: Stint) -> Row:
    """Return plus-minus as the template's formulas have it: no plus for a power-play goal, a minus is negative."""
    row: Row = {f"{side}_team_{sign}": 0 for side in VENUES for sign in ("plus", "minus")}
    for venue, side in enumerate(VENUES):
        other = VENUES[1 - venue]
        if stint.stop_type == f"{side.capitalize()} Goal" and situation_of(stint.formations, venue) != "power_play":
            row |= {f"{side}_team_plus": 1, f"{other}_team_minus": -1}
    return row


def _between_periods(game: SimulatedGame, before: Row, index: int) -> Row:
    return {
        "shift_index": index, "Period": before["Period"], "shift_start_min": 0, "shift_start_sec": "0.01",
        "shift_start_type": "Intermission", "stoppage_time": 0, **_game(game), "shift_start_total_seconds": 0.01,
        "shift_end_total_seconds": 0, "shift_duration": 0, "home_team_strength": 0, "away_team_strength": 0,
        "home_team_en": 1, "away_team_en": 1, "situation": "Home EmptyNet", "strength": "0v0 Home EN",
    }  # fmt: skip


def _game(game: SimulatedGame) -> Row:
    return {"game_id": game.game_id, "home_team": game.teams[0].name, "away_team": game.teams[1].name}
