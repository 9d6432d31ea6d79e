"""How the models of a project are shared out between PostgreSQL and an engine."""

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.models import split_models


def _model(name: str, strategy: str, *parents: str) -> CompiledModel:
    return CompiledModel(name, "s", name, strategy, f"select from {name}", True, [f"s.{parent}" for parent in parents])


MODELS = [
    _model("games", "replace_games", "staged"),
    _model("dim_team", "replace_all", "games"),
    _model("events_view", VIEW, "staged_events"),
    _model("json_view", VIEW, "staged_events"),
    _model("events", "replace_games", "events_view", "json_view", "games"),
    _model("fact", "replace_games", "events", "dim_team"),
    _model("strange", "replace_games", "fact"),
    _model("above_strange", "replace_games", "strange"),
    _model("metrics", "replace_entities", "fact"),
    _model("leaders", VIEW, "fact"),
]


def test_postgresql_writes_what_dimensions_read_first_and_what_cannot_be_translated_last() -> None:
    split = split_models(MODELS, lambda model: model.name not in ("json_view", "strange"))
    assert [model.name for model in split.first] == ["games", "dim_team"]
    assert [model.name for model in split.here] == ["events_view", "events", "fact"]
    assert [model.name for model in split.published] == ["events", "fact"]
    assert [model.name for model in split.last] == ["strange", "above_strange", "metrics"]
    # a view that cannot be translated is read as PostgreSQL has it
    assert split.inputs == ["s.dim_team", "s.games", "s.json_view", "s.staged_events"]
    assert split.settled == {"s.json_view", "s.staged_events"}


def test_a_view_over_what_postgresql_writes_first_is_not_settled() -> None:
    models = [
        *MODELS[:2],
        _model("games_view", VIEW, "dim_team", "seed"),
        _model("fact", "replace_games", "games_view", "seed"),
    ]
    split = split_models(models, lambda model: model.name != "games_view")
    assert (split.inputs, split.settled) == (["s.games_view", "s.seed"], {"s.seed"})


def test_a_table_is_left_to_postgresql_if_a_view_below_it_cannot_be_translated_and_reads_what_the_engine_makes() -> (
    None
):
    models = [
        _model("events", "replace_games", "staged_events"),
        _model("odd_view", VIEW, "events"),
        _model("fact", "replace_games", "odd_view"),
    ]
    split = split_models(models, lambda model: model.name != "odd_view")
    assert [model.name for model in split.here] == ["events"]
    assert [model.name for model in split.last] == ["fact"]
