"""The box score of a game."""

from benchsight.report.box_score import BoxScore, read_box_score

__all__ = ["BoxScore", "read_box_score"]
