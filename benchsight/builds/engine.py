"""What a build asks of an engine that writes the tables of many games in place of dbt."""

from collections.abc import Callable
from typing import Protocol

import psycopg

from benchsight.builds.claims import BuildClaim
from benchsight.builds.dbt.process import DbtProject, NodeResult
from benchsight.builds.plan import Plan

OnNode = Callable[[int, str | None], None]


class EngineFailed(Exception):
    """The engine could not write the games, and wrote nothing: PostgreSQL has to, which finds those at fault."""


class Engine(Protocol):
    """Writes the rows of the claimed games to the tables that exist, in one transaction."""

    @property
    def name(self) -> str:
        """Name of the engine."""

    def takes(self, connection: psycopg.Connection, plan: Plan) -> bool:
        """Return whether it is to write the games of a plan, and can in this database."""

    def write(
        self, connection: psycopg.Connection, project: DbtProject, claim: BuildClaim, on_node: OnNode
    ) -> list[NodeResult]:
        """Write the tables; call ``on_node`` with the nodes in all and the one that has ended. Raises EngineFailed."""
