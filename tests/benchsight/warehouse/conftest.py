"""A built league as the configured database, and a warehouse that is filled from it."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from benchsight.reads.published.contract import read_contracts
from benchsight.warehouse import relations
from benchsight.warehouse.manifest import Manifest, read_manifest
from benchsight.warehouse.push import push
from benchsight.warehouse.store import Store
from tests.benchsight.builds.league import TEMPLATE, LeagueSite, copy_of, entered, make_template


@pytest.fixture(scope="module")
def source(server_url: str, worker_id: str) -> Iterator[LeagueSite]:
    """Yield a copy of the built league as the configured database; tests take back what they change."""
    home = Path(os.environ["BENCHSIGHT_TEST_HOME"])
    make_template(server_url, home)
    url = copy_of(server_url, f"warehouse_source_{worker_id}", TEMPLATE)
    with pytest.MonkeyPatch.context() as monkeypatch, entered(url, monkeypatch, home):
        monkeypatch.setattr(relations, "read_contracts", cache(read_contracts))  # which take a second to read
        yield LeagueSite(url)


@pytest.fixture(scope="module")
def store(source: LeagueSite, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a warehouse in a folder, filled from the league."""
    store = Store(str(tmp_path_factory.mktemp("warehouse")))
    push(store)
    return store


def manifest_of(store: Store) -> Manifest:
    """Return the manifest of a warehouse that is there."""
    manifest = read_manifest(store)
    assert manifest is not None
    return manifest
