"""Builds published tables from what is staged: one build at a time, of the games that are due.

Imported by what asks for builds (`live`, `backup`, `demo`, `cli`) and by `catalog`, which reads the compiled project.
"""

from benchsight.builds.run import BuildOptions, build
from benchsight.builds.summary import BuildSummary

__all__ = ["BuildOptions", "BuildSummary", "build"]
