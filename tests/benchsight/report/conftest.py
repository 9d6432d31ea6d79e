"""The built league."""

from tests.benchsight.build.league import league

__all__ = ["league"]
