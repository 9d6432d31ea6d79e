"""Backfills: columns that came later, filled for the rows that were there before."""

from benchsight.backfill.registry import BACKFILLS, Backfill
from benchsight.backfill.run import Progress, run_backfill
from benchsight.backfill.state import BackfillState, read_states

__all__ = ["BACKFILLS", "Backfill", "BackfillState", "Progress", "read_states", "run_backfill"]
