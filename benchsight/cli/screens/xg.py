"""Prints a fit of expected goals for a person."""

from collections.abc import Sequence

from benchsight.fitting.xg import LevelFit
from benchsight.terminal.text import UNKNOWN, Terminal, grid


def show_xg(levels: Sequence[LevelFit], console: Terminal) -> None:
    """Print sums, scores by cross-validation and calibration of every level."""
    console.say("Goals and expected goals, published and as fitted now", style="bold")
    table = grid("level", "shots", "goals", "published xG", "fitted xG")
    for level in levels:
        sums = (f"{level.published_xg:.1f}", f"{level.fitted_xg:.1f}")
        table.add_row(level.model_level, str(level.shots), str(level.goals), *sums)
    console.print(table)
    console.say("\nScores on games that the fit did not see; lower is better", style="bold")
    table = grid("level", "learnt from", "log loss", "constant rate", "Brier", "constant rate")
    for level in levels:
        table.add_row(level.model_level, str(level.learnt_from), *_scores(level))
    console.print(table)
    for level in levels:
        _show_calibration(level, console)


def _scores(level: LevelFit) -> list[str]:
    if level.score is None:
        return [UNKNOWN] * 4
    score = level.score
    return [f"{v:.4f}" for v in (score.log_loss, score.constant_rate_log_loss, score.brier, score.constant_rate_brier)]


def _show_calibration(level: LevelFit, console: Terminal) -> None:
    if len(level.calibration) < 2:
        return
    console.say(f"\nCalibration of {level.model_level}: shots by size of their chance", style="bold")
    table = grid("mean xG", "shots", "goals", "goals expected", left=0)
    for part in level.calibration:
        table.add_row(f"{part.mean_xg:.3f}", str(part.shots), str(part.goals), f"{part.mean_xg * part.shots:.1f}")
    console.print(table)
