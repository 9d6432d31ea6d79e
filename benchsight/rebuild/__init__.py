"""Makes derived tables again: any table or category, of any games, by any operation that fits."""

from benchsight.rebuild.run import RebuildOptions, rebuild
from benchsight.rebuild.summary import RebuildSummary

__all__ = ["RebuildOptions", "RebuildSummary", "rebuild"]
