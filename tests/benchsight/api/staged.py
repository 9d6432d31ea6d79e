"""API server on a database with the schema and nothing built, for tests of what is staged."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from benchsight.api.app import create_app
from benchsight.api.keys import Scope, create_key
from benchsight.api.settings import load_api_settings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import REPOSITORY, copy_of
from tests.conftest import TEMPLATE


@dataclass
class StagedSite:
    """Server that requires keys; each test takes games of its own, so that all of a module share it."""

    url: str
    client: httpx.Client
    keys: dict[str, str]
    _games: Iterator[int] = field(default_factory=lambda: itertools.count(18901))

    def new_game(self) -> int:
        """Return the id of a game that no other test has."""
        return next(self._games)

    def as_(self, scope: str) -> dict[str, str]:
        """Return the headers of the key with a scope."""
        return {"Authorization": f"Bearer {self.keys[scope]}"}

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query, as the owner sees them."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement.encode(), values).fetchall()


@contextmanager
def staged_site(server_url: str, name: str) -> Iterator[StagedSite]:
    """Serve a new database under a name, with a key for each scope: key 1 (read) to 4 (admin)."""
    url = copy_of(server_url, name, TEMPLATE)
    with psycopg.connect(url, autocommit=True) as connection:
        keys = {str(scope): create_key(connection, scope, [scope])[0] for scope in Scope}
    with serving(create_app(url, load_api_settings(REPOSITORY, "0.0.0.0", {}))) as client:
        yield StagedSite(url, client, keys)
