"""Deletes what was built of a game and, on request, what is staged of it. Imported by `live` and `cli`."""

from benchsight.builds.delete_game.run import DeleteOptions, DeletionSummary, UnknownGame, delete_game

__all__ = ["DeleteOptions", "DeletionSummary", "UnknownGame", "delete_game"]
