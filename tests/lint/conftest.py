"""The project as dbt parses and builds it, once for all tests of its models: without any game, which takes seconds."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchsight.db.connections import dbt_environment

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class EmptyBuild:
    """A database with every seed and model of the project and no game, and dbt's manifest of it."""

    url: str
    manifest: dict[str, Any]


@pytest.fixture(scope="session")
def empty_build(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyBuild]:
    """Every model and seed, built without any game."""
    target = tmp_path_factory.mktemp("target")
    url = f"{server_url.removesuffix('/postgres')}/linted"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("create database linted template benchsight_template")
        _build(url, target)
        yield EmptyBuild(url, json.loads((target / "manifest.json").read_text()))
        connection.execute("drop database linted with (force)")


def _build(url: str, target: Path) -> None:
    profiles = target / "profiles"
    profiles.mkdir(exist_ok=True)
    shutil.copy(REPOSITORY / "profiles.example.yml", profiles / "profiles.yml")
    dbt = Path(sys.executable).with_name("dbt")
    options = ["--target-path", target, "--log-path", target, "--profiles-dir", profiles, "--quiet", "--no-use-colors"]
    wanted = ("--resource-type", "seed", "--resource-type", "model")
    arguments = [str(argument) for argument in (dbt, "build", *wanted, *options)]
    environment = os.environ | dbt_environment(url)
    outcome = subprocess.run(arguments, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
