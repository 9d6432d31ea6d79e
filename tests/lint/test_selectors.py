"""The selectors of the project select what their descriptions say."""

import json

from .conftest import EmptyBuild


def test_the_games_selector_takes_every_table_that_is_kept_per_game(empty_build: EmptyBuild) -> None:
    models = (node for node in empty_build.manifest["nodes"].values() if node["resource_type"] == "model")
    tables = {node["name"]: node["config"] for node in models if node["config"]["materialized"] == "incremental"}
    listed = empty_build.dbt("ls", "--selector", "game", "--resource-type", "model", "--output", "json")
    selected = {json.loads(line)["name"] for line in listed.splitlines() if line.startswith("{")}
    whole = {name for name, config in tables.items() if config["incremental_strategy"] == "replace_all"}
    assert whole
    assert {"metrics", "fact_h2h"} <= selected
    assert selected == set(tables) - whole
