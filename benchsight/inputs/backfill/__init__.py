"""Backfills: fills columns that were added later in rows that are older. Imported by `cli`."""

from benchsight.inputs.backfill.registry import BACKFILLS, Backfill
from benchsight.inputs.backfill.run import Progress, run_backfill
from benchsight.inputs.backfill.state import BackfillState, read_states

__all__ = ["BACKFILLS", "Backfill", "BackfillState", "Progress", "read_states", "run_backfill"]
