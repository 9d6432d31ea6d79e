"""Builds the published tables from what is staged: one build at a time, of the games that are due, by dbt."""

from benchsight.build.run import BuildOptions, build
from benchsight.build.summary import BuildSummary

__all__ = ["BuildOptions", "BuildSummary", "build"]
