"""The first page of a game."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchsight.site.game.box_tables import (
    comparison,
    goal_table,
    goalie_table,
    penalty_table,
    shootout_table,
    skater_table,
)
from benchsight.site.game.drive import who_drove_play
from benchsight.site.game.flow_chart import momentum_chart, race_chart
from benchsight.site.reads import game_box, game_flow
from benchsight.site.reads.game import Game
from benchsight.site.video import read_videos
from benchsight.web.reader import PageReader
from benchsight.web.tables import Table

TABLES = (*game_box.TABLES, *game_flow.TABLES, "fact_events", "fact_video_times")


def read_summary(reader: PageReader, game: Game, query: Mapping[str, str]) -> tuple[Mapping[str, Any], Sequence[Table]]:
    """Return the question, scoring, penalties, box score and flow of a game."""
    if not game.is_tracked:
        return {"tracked": False}, ()
    goals, teams = game_box.read_goals(reader, game), game_box.read_teams(reader, game)
    skaters = game_box.read_skaters(reader, game)
    boxes = [skater_table(side, skaters) for side in game.sides]
    goalies = goalie_table(game, game_box.read_goalies(reader, game))
    scoring = goal_table(game, goals, read_videos(reader, game))
    penalties = penalty_table(game_box.read_penalties(reader, game))
    attempts = game_box.read_shootout(reader, game)
    shootout = shootout_table(attempts) if attempts or game.row["decided_in"] == "SO" else None
    context = {
        "tracked": True, "drive": who_drove_play(game, teams), "compared": comparison(game, teams), "scoring": scoring,
        "penalties": penalties, "shootout": shootout, "boxes": boxes, "goalies": goalies,
        "race": race_chart(game, game_flow.read_flow(reader, game), goals),
        "momentum": momentum_chart(game, game_flow.read_momentum(reader, game), goals),
    }  # fmt: skip
    return context, [scoring, penalties, *boxes, goalies, *([shootout] if shootout else [])]
