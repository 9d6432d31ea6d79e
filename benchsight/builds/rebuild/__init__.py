"""Recreates derived tables: any table or category, for any games. Imported by `live`, `cli` and `delete_game`."""

from benchsight.builds.rebuild.run import RebuildOptions, RebuildSummary, check_rebuild, rebuild

__all__ = ["RebuildOptions", "RebuildSummary", "check_rebuild", "rebuild"]
