"""Recreates derived tables: any table or category, for any games. Imported by `live`, `cli` and `delete_game`."""

from benchsight.builds.rebuild.run import RebuildOptions, RebuildSummary, rebuild

__all__ = ["RebuildOptions", "RebuildSummary", "rebuild"]
