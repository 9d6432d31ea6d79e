"""Versions of the input: list, show, compare, revert, prune. Imported by `cli`."""

from benchsight.inputs.compare import Cell, ChangedRow, TableDiff, compare_rows
from benchsight.inputs.prune import Pruned, prune
from benchsight.inputs.revert import Reverted, revert
from benchsight.inputs.rows import RowVersion, read_row_versions
from benchsight.inputs.state import State, read_rows, read_state
from benchsight.inputs.subject import HistoryError, Subject
from benchsight.inputs.versions import Counts, Version, read_built_version, read_versions, resolve

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
