"""The small project of the rebuilds, built."""

from tests.benchsight.builds.rebuild.conftest import built_league, league_project, site

__all__ = ["built_league", "league_project", "site"]
