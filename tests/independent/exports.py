"""The tracked games as their exports have them: events, the players on them and stints, with codes spelled one way."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ingest.formats import read_file

from .spelling import agreed, spelled

OTHER = {"home": "away", "away": "home"}
SLOTS = [f"{side}_{slot}" for side in OTHER for slot in ("1", "2", "3", "4", "5", "6", "goalie")]
ROLES = [(side, number, f"{side}_team_player_{number}") for side in ("event", "opp") for number in range(1, 7)]
EVENT_NUMBERS = [
    "game_id", "event_index", "event_order", "period", "event_start_seconds", "event_end_seconds", "linked_event_index",
    "assist_to_goal_index", "shift_index", "puck_x", "puck_y", "penalty_minutes", *(column for _, _, column in ROLES),
]  # fmt: skip
STINT_NUMBERS = ["game_id", "shift_index", "period", "shift_start_seconds", "shift_end_seconds", "stoppage_seconds"]


@dataclass(frozen=True)
class Exports:
    """Rows of the tracked tables: one per game, event, player of an event, stint and place of the puck."""

    games: pd.DataFrame
    events: pd.DataFrame
    players: pd.DataFrame
    stints: pd.DataFrame
    pucks: pd.DataFrame


def read_exports(files: Iterable[Path]) -> Exports:
    """The games of some export files, as the readers see them."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        for name, rows in read_file(file).tables.items():
            tables.setdefault(name, []).extend(rows.rows)
    players = _players(_frame(tables, "staging_event_players", ["event_key", "game_id", "player_row"]))
    return Exports(
        _frame(tables, "staging_games", ["game_id", "home_team_name", "away_team_name"]),
        _events(_frame(tables, "staging_events", ["event_key", *EVENT_NUMBERS]), players),
        players,
        _stints(_frame(tables, "staging_shifts", [*STINT_NUMBERS, *SLOTS])),
        _places(_frame(tables, "staging_puck_positions", ["event_key", "position_number", "x", "y"])),
    )


def _frame(tables: dict[str, list[dict[str, Any]]], name: str, columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(tables.get(name, []))
    missing = [column for column in columns if column not in frame]
    return frame.assign(**dict.fromkeys(missing)).rename(columns={"raw": "source"})


def _numbers(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame.assign(**{column: pd.to_numeric(frame[column]).astype(float) for column in columns})


def _places(rows: pd.DataFrame) -> pd.DataFrame:
    return _numbers(rows, ["x", "y"]).rename(columns={"event_key": "key"})


def _events(rows: pd.DataFrame, players: pd.DataFrame) -> pd.DataFrame:
    """Events as they were noted; clocks are seconds remaining."""
    rows = _numbers(rows, EVENT_NUMBERS)
    start = rows["event_start_seconds"]
    first = players[(players["side"] == "event") & (players["number"] == 1)]
    venue = rows["event_team"].fillna(rows["event_key"].map(first.groupby("key")["listed_venue"].min()))
    kinds, details = agreed(spelled(rows["event_type"], "event_type"), spelled(rows["event_detail"], "event_detail"))
    events = pd.DataFrame(
        {
            "game_id": rows["game_id"].astype(int),
            "key": rows["event_key"],
            "index": rows["event_index"],
            "order": rows["event_order"].fillna(rows["event_index"]),
            "period": rows["period"],
            "period_name": [_period_name(raw) for raw in rows["source"]],
            "clock": start,
            "end": rows["event_end_seconds"].fillna(start),
            "type": kinds,
            "detail": details,
            "detail_2": spelled(rows["event_detail_2"], "event_detail_2"),
            "zone": spelled(rows["event_team_zone"], "zone"),
            "success": rows["event_successful"],
            "venue": venue,
            "other": venue.map(OTHER),
            "play_1": spelled(rows["play_detail1"], "play_detail"),
            "play_2": spelled(rows["play_detail2"], "play_detail"),
            "chain": rows["linked_event_index"],
            "assisted": rows["assist_to_goal_index"],
            "shift_index": rows["shift_index"],
            "x": rows["puck_x"],
            "y": rows["puck_y"],
            "minutes": rows["penalty_minutes"],
            "leads": _first(rows, players, "event"),
            "opposes": _first(rows, players, "opp"),
        }
        | {column: rows[column] for _, _, column in ROLES}
    )
    return events.sort_values(["game_id", "period", "order", "index"], kind="stable", ignore_index=True)


def _first(rows: pd.DataFrame, players: pd.DataFrame, side: str) -> "pd.Series[Any]":
    """The number in the first role of a side: as listed; of an event that lists nobody, as in its own column."""
    in_role = players[(players["side"] == side) & (players["number"] == 1)]
    listed = rows["event_key"].map(in_role.groupby("key")["jersey"].min())
    return listed.where(rows["event_key"].isin(players["key"]), rows[f"{side}_team_player_1"]).astype(float)


def _period_name(raw: Any) -> str | None:
    """What the source calls the period, in capitals."""
    name = raw.get("period") if isinstance(raw, dict) else None
    return None if name is None else str(name).upper().replace(" ", "").replace("-", "").replace("_", "")


def _players(rows: pd.DataFrame) -> pd.DataFrame:
    """Players as the tracker lists them with an event."""
    if rows.empty:
        columns = ["key", "row", "side", "number", "listed_venue", "jersey", "play_1", "play_2", "success", "x", "y"]
        return pd.DataFrame(columns=columns)
    jersey = pd.to_numeric(rows["player_number"]).astype(float)
    return pd.DataFrame(
        {
            "key": rows["event_key"],
            "row": rows["player_row"],
            "side": rows["role_side"],
            "number": pd.to_numeric(rows["role_number"]).astype(float),
            "listed_venue": rows["team_venue"],
            "jersey": jersey,
            "play_1": spelled(rows["play_detail1"], "play_detail"),
            "play_2": spelled(rows["play_detail2"], "play_detail"),
            "success": rows["play_detail_successful"],
            "x": pd.to_numeric(rows["x"]).astype(float),
            "y": pd.to_numeric(rows["y"]).astype(float),
        }
    )


def _stints(rows: pd.DataFrame) -> pd.DataFrame:
    """Stints as the tracker lists them; a slot holds a sweater number."""
    rows = _numbers(rows, [*STINT_NUMBERS, *SLOTS])
    stints = pd.DataFrame(
        {
            "game_id": rows["game_id"].astype(int),
            "index": rows["shift_index"],
            "period": rows["period"],
            "start": rows["shift_start_seconds"],
            "end": rows[["shift_start_seconds", "shift_end_seconds"]].min(axis=1, skipna=False),
            "stop_type": spelled(rows["shift_stop_type"], "shift_stop_type"),
            "stoppage": rows["stoppage_seconds"],
        }
    )
    return stints.assign(**{slot: rows[slot] for slot in SLOTS})
