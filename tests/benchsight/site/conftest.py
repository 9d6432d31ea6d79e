"""Fixtures that serve the built league with its pages."""

from tests.benchsight.builds.league import league
from tests.benchsight.served_league import api_settings, contracts_are_read_once, pages, site

__all__ = ["api_settings", "contracts_are_read_once", "league", "pages", "site"]
