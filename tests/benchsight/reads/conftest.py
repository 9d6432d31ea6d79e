"""The built league."""

from tests.benchsight.builds.league import league

__all__ = ["league"]
