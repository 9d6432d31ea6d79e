"""The project as dbt parses and builds it, once for all tests of its models: without any game, which takes seconds."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchsight.db.connections import dbt_environment

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class EmptyBuild:
    """A database with every seed and model of the project and no game, and the folder of what dbt has parsed."""

    url: str
    target: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Return dbt's manifest."""
        manifest: dict[str, Any] = json.loads((self.target / "manifest.json").read_text())
        return manifest

    def dbt(self, *arguments: str) -> str:
        """Return what a command of dbt says; only the first parses the project."""
        places = ("--target-path", self.target, "--log-path", self.target, "--profiles-dir", self.target)
        command = [Path(sys.executable).with_name("dbt"), *arguments, *places, "--quiet", "--no-use-colors"]
        environment = os.environ | dbt_environment(self.url)
        outcome = subprocess.run(
            [*map(str, command)], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
        )
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        return outcome.stdout


@pytest.fixture(scope="session")
def empty_build(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyBuild]:
    """Every model and seed, built without any game."""
    target = tmp_path_factory.mktemp("target")
    shutil.copy(REPOSITORY / "profiles.example.yml", target / "profiles.yml")
    made = EmptyBuild(f"{server_url.removesuffix('/postgres')}/linted", target)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("create database linted template benchsight_template")
        made.dbt("build", "--resource-type", "seed", "--resource-type", "model")
        yield made
        connection.execute("drop database linted with (force)")
