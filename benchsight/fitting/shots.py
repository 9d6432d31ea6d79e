"""The shots that expected goals are fitted on: unblocked attempts, as built."""

import pandas as pd
import psycopg
from psycopg.rows import dict_row

from benchsight.fitting.errors import FitError
from benchsight.fitting.xg_features import FLAGS

# A shot type counts only where misses have one too: `foreseen_shot_type`, as int_shots itself uses it.
SHOTS = """
    select
        game_id, model_level, is_goal, distance_feet, angle_degrees, is_rebound, is_rush, is_breakaway,
        foreseen_shot_type = 'one_timer' as is_one_timer,
        foreseen_shot_type in ('tip', 'deflected') as is_redirected,
        foreseen_shot_type = 'backhand' as is_backhand,
        foreseen_shot_type = 'slap' as is_slap_shot,
        situation = 'power_play' as is_power_play,
        xg as published_xg
    from transform.int_shots
    where is_unblocked
    order by game_id, event_number
"""
NUMBERS = ["is_goal", "distance_feet", "angle_degrees", *FLAGS, "published_xg"]


def read_shots(connection: psycopg.Connection) -> pd.DataFrame:
    """Return one row per unblocked attempt: game_id, model_level and floats (flags 0 or 1, NaN unknown).

    Raises FitError where nothing is built.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        try:
            rows = cursor.execute(SHOTS).fetchall()
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InvalidSchemaName):
            raise FitError("this database has no shots built by this version: run `benchsight build` first") from None
    return pd.DataFrame(rows, columns=["game_id", "model_level", *NUMBERS]).astype(dict.fromkeys(NUMBERS, float))
