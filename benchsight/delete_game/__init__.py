"""Deletes a game: what was built of it and, if asked for, what is staged."""

from benchsight.delete_game.run import DeleteOptions, DeletionSummary, UnknownGame, delete_game

__all__ = ["DeleteOptions", "DeletionSummary", "UnknownGame", "delete_game"]
