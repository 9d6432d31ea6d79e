"""The selectors of the project select what their descriptions say."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_games_selector_takes_every_table_that_is_kept_per_game(tmp_path: Path) -> None:
    listed = [json.loads(line) for line in dbt_ls(tmp_path) if line.startswith("{")]
    tables = {node["name"]: node["config"] for node in listed if node["config"]["materialized"] == "incremental"}
    selected = {json.loads(line)["name"] for line in dbt_ls(tmp_path, "--selector", "game") if line.startswith("{")}
    whole = {name for name, config in tables.items() if config["incremental_strategy"] == "replace_all"}
    assert whole
    assert {"metrics", "fact_h2h"} <= selected
    assert selected == set(tables) - whole


def dbt_ls(target: Path, *selection: str) -> list[str]:
    """Models as JSON lines; listing connects to nothing."""
    shutil.copy(REPOSITORY / "profiles.example.yml", target / "profiles.yml")
    output = ["--resource-type", "model", "--output", "json", "--output-keys", "name", "config"]
    places = ["--target-path", target, "--log-path", target, "--profiles-dir", target, "--quiet"]
    arguments = [Path(sys.executable).with_name("dbt"), "ls", *selection, *output, *places]
    outcome = subprocess.run(
        [str(argument) for argument in arguments], cwd=REPOSITORY, env=os.environ, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout.splitlines()
