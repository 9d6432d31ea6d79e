"""Which models stay views in DuckDB, and until when what they read is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.columns import Column
from benchsight.engines.duckdb_engine import DuckDb, last_reads, views_with_one_reader
from benchsight.engines.input import Input
from benchsight.engines.models import EngineModels
from benchsight.engines.runs import Work, Written

PER_GAME = "replace_games"


def _model(name: str, strategy: str, *parents: str) -> CompiledModel:
    return CompiledModel(name, "public", name, strategy, "", True, [f"public.{parent}" for parent in parents])


MODELS = [
    _model("shared", VIEW, "staged"),
    _model("inner", VIEW, "staged", "shared"),
    _model("outer", VIEW, "inner"),
    _model("early", PER_GAME, "staged", "shared"),
    _model("late", PER_GAME, "outer", "early"),
    _model("unread", VIEW, "early"),
]


def test_a_view_of_one_reader_stays_a_view_and_what_it_reads_is_kept_until_rows_are_read() -> None:
    views = views_with_one_reader(MODELS)
    assert views == {"public.inner", "public.outer"}
    released = {
        name: {each.removeprefix("public.") for each in found} for name, found in last_reads(MODELS, views).items()
    }
    assert released == {
        "public.late": {"staged", "shared", "inner", "outer", "late"},
        "public.unread": {"early", "unread"},
    }


def test_nothing_is_left_after_a_batch_and_the_next_one_has_its_own_rows(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    columns = [Column("game_id", "integer"), Column("n", "integer")]
    queries = {
        "shared": "select game_id, n + 1 as n from public.staged",
        "inner": "select s.game_id, s.n * t.n as n from public.staged as s join public.shared as t using (game_id)",
        "outer": "select game_id, n + 100 as n from public.inner",
        "early": "select game_id, s.n - t.n as n from public.staged as s join public.shared as t using (game_id)",
        "late": "select o.game_id, o.n + e.n as n from public.outer as o join public.early as e using (game_id)",
        "unread": "select * from public.early",
    }
    named = {f"public.{name}": query for name, query in queries.items()}
    work = Work(EngineModels([], ["public.staged"], set(), MODELS, []), named, dict.fromkeys(named, columns), {}, 2)
    staged = Input("public.staged", columns, True, {})
    with DuckDb(1.0).opened(tmp_path / "spilled", work) as run:
        for game, n, late in ((1, 3, 111), (2, 4, 119)):
            (tmp_path / "staged.csv").write_text(f"{game},{n}\n")
            run.take(staged, tmp_path / "staged.csv")
            run.set_scope({game: 1}, datetime.now(UTC))
            written: list[Written] = []
            run.run(tmp_path / f"out_{game}", {}, written.append)
            assert [(each.model, each.file.read_text()) for each in written] == [
                ("early", f"{game},-1\n"),
                ("late", f"{game},{late}\n"),
            ]
            left = (
                "select table_name from duckdb_tables() union select view_name from duckdb_views() where not internal"
            )
            assert set(run.connection.execute(left).fetchall()) == {("build_scope",), ("build_time",)}
    assert set(run.phases) == {"models", "writing files"}
