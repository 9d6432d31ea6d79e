"""A small project whose dictionary can be counted by hand."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of the project beside this file."""
    root = tmp_path_factory.mktemp("checkout") / "project"
    shutil.copytree(Path(__file__).with_name("project"), root)
    (root / "supabase/migrations").mkdir(parents=True)
    return root
