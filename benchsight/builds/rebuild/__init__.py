"""Recreates derived tables: any table or category, for any games. Imported by `live`, `cli` and `delete_game`."""

from benchsight.builds.rebuild.run import RebuildOptions, rebuild
from benchsight.builds.rebuild.summary import RebuildSummary

__all__ = ["RebuildOptions", "RebuildSummary", "rebuild"]
