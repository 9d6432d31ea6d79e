"""Every version of what is staged: told, shown, compared, brought back."""

from benchsight.history.compare import Cell, ChangedRow, TableDiff, compare_rows
from benchsight.history.prune import Pruned, prune
from benchsight.history.revert import Reverted, revert
from benchsight.history.rows import RowVersion, read_row_versions
from benchsight.history.state import State, read_rows, read_state
from benchsight.history.subject import HistoryError, Subject
from benchsight.history.versions import Counts, Version, read_built_version, read_versions, resolve

__all__ = [
    "Cell",
    "ChangedRow",
    "Counts",
    "HistoryError",
    "Pruned",
    "Reverted",
    "RowVersion",
    "State",
    "Subject",
    "TableDiff",
    "Version",
    "compare_rows",
    "prune",
    "read_built_version",
    "read_row_versions",
    "read_rows",
    "read_state",
    "read_versions",
    "resolve",
    "revert",
]
