"""The summary of a build: games, tables, tests, flagged games, seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from benchsight.builds.dbt.process import NodeResult
from benchsight.builds.failures import GameFailure, Row

PUBLISHED = ("dim_", "fact_", "qa_", "metrics")


@dataclass(frozen=True)
class WrittenTable:
    """A published table: rows written by this build, and rows in all."""

    name: str
    written: int
    total: int


@dataclass(frozen=True)
class NodeFailure:
    """A model or test that failed; for a test, the sentence that does not hold, its games, and rows that break it."""

    name: str
    message: str
    sentence: str | None = None
    games: Sequence[int] = ()
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Flagged:
    """A game whose tracking has gaps or faults, and which."""

    game_id: int
    is_complete: bool
    toi_reliable: bool
    reasons: str | None


@dataclass
class BuildSummary:
    """The outcome of a build; ``status`` is completed, failed (something did) or nothing (nothing was due).

    ``games_failed``: set aside by this build, or published by it although a test of the data does not hold for them.
    ``set_aside``: games that failed in a build before, and that this one did not try again.
    ``engine``: what wrote the tables, and why if another was to.
    ``missing``: relations that were made because they were missing or not whole. ``not_restored``: objects of users on
    recreated relations that could not be restored, each with the reason.
    """

    status: str
    part: str
    build_id: int | None = None
    recorded: bool = False  # the games that did not fail are built, whatever else failed
    full_refresh: bool = False
    games_built: list[int] = field(default_factory=list)
    games_removed: list[int] = field(default_factory=list)
    games_failed: list[GameFailure] = field(default_factory=list)
    set_aside: list[GameFailure] = field(default_factory=list)
    engine: str = "postgres"
    reasons: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    not_restored: list[str] = field(default_factory=list)
    tables: list[WrittenTable] = field(default_factory=list)
    tests_passed: int = 0
    tests_failed: list[NodeFailure] = field(default_factory=list)
    models_failed: list[NodeFailure] = field(default_factory=list)
    models_skipped: list[str] = field(default_factory=list)
    problem: str | None = None
    flagged: list[Flagged] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    model_seconds: list[tuple[str, float]] = field(default_factory=list)  # slowest first

    def first_failure(self) -> str:
        """Describe the first failure in a line."""
        if self.games_failed:
            return self.games_failed[0].sentence()
        if self.models_failed:
            return f"model {self.models_failed[0].name}: {self.models_failed[0].message}"
        if self.tests_failed:
            return f"test {self.tests_failed[0].name}: {self.tests_failed[0].message}"
        return self.problem or "dbt failed without a reason"

    def add_models(self, results: Iterable[NodeResult]) -> None:
        """Add the results of seeds and models."""
        results = list(results)
        self.models_failed = [NodeFailure(r.name, _essence(r)) for r in results if r.failed]
        self.models_skipped = [r.name for r in results if r.status == "skipped"]
        models = sorted((r for r in results if r.kind == "model"), key=lambda r: -r.seconds)
        self.model_seconds = [(r.name, round(r.seconds, 2)) for r in models]

    def add_tests(self, results: Iterable[NodeResult]) -> None:
        """Add the results of tests."""
        tests = [r for r in results if r.kind == "test"]
        self.tests_passed = sum(r.status == "pass" for r in tests)
        self.tests_failed = [
            NodeFailure(r.name, how_many_break_it(r.failures) if r.status == "fail" else _essence(r), test_sentence(r))
            for r in tests
            if r.failed
        ]


def _essence(result: NodeResult) -> str:
    """dbt's message for a failed node, without the macro stack and the path of the compiled file."""
    lines = [line.strip() for line in (result.message or result.status).splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith(("> ", "compiled code at")))


def how_many_break_it(failures: int | None) -> str:
    """Return the message of a failed test."""
    return "1 row breaks it" if failures == 1 else f"{failures} rows break it"


def test_sentence(test: NodeResult) -> str:
    """Describe in a sentence what a test asserts: its description, else its kind and arguments, else its name."""
    if test.description:
        return test.description.strip()
    if test.test is None:
        return test.name.replace("_", " ")
    return _generic(test.tests_node or "?", test.test["name"], test.test["arguments"])


def _generic(model: str, name: str, arguments: dict[str, Any]) -> str:
    column = f"{model}.{arguments.get('column_name')}"
    match name:
        case "not_null":
            return f"{column} is never NULL"
        case "unique":
            return f"{column} is unique"
        case "accepted_values":
            return f"{column} is one of {', '.join(map(str, arguments['values']))}"
        case "relationships":
            return f"{column} is in {arguments['field']} of {arguments['to']}"
    rest = [
        f"{key} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for key, value in arguments.items()
        if key != "model"
    ]
    return f"{model}: {name.replace('_', ' ')} ({'; '.join(rest)})"


def count_tables(
    connection: psycopg.Connection, results: Iterable[NodeResult], recreated: bool, is_all: bool
) -> list[WrittenTable]:
    """Count the rows of the published tables that these models wrote, by name.

    Tables that the build ``recreated`` hold what it wrote, and so do those of games if these games are all that are
    built. They are not counted: the first reader of new rows writes all their pages once more (hint bits), which took
    41 s after the first build of a season.
    """
    tables = []
    for result in sorted(results, key=lambda r: r.name):
        if (
            result.status == "success"
            and result.name.startswith(PUBLISHED)
            and result.materialized not in (None, "view")
        ):
            written = result.rows or 0
            is_known = recreated or (is_all and result.is_kept_per_game and result.rows is not None)
            total = written if is_known else _count_rows(connection, sql.Identifier(result.schema, result.relation))
            tables.append(WrittenTable(result.name, written, total))
    return tables


def are_all(connection: psycopg.Connection, games: Sequence[int]) -> bool:
    """Return whether no other game is built."""
    query = "select not exists (select from ops.game_builds where game_id <> all(%s))"
    return connection.execute(query, (list(games),)).fetchone() == (True,)


def _count_rows(connection: psycopg.Connection, table: sql.Identifier) -> int:
    row = connection.execute(sql.SQL("select count(*) from {}").format(table)).fetchone()
    assert row is not None
    return int(row[0])


FLAGGED = """
    select
        game_id, quality.is_complete, quality.toi_reliable,
        nullif(concat_ws('; ', quality.reasons, asked.questions), '') as reasons
    from public.qa_data_completeness as quality
    left join ({questions}) as asked using (game_id)
    where
        game_id = any(%s)
        and (asked.game_id is not null or not (quality.is_complete and quality.toi_reliable))
    order by game_id
"""
QUESTIONS = """
    select game_id, string_agg(detail, '; ' order by venue desc, player_number) as questions
    from public.qa_player_identity
    where not is_resolved and (question <> 'number_on_no_roster' or candidate_player_ids is not null)
    group by game_id
"""
NO_QUESTIONS = "select 0 as game_id, '' as questions where false"


def read_flagged(connection: psycopg.Connection, games: Iterable[int]) -> list[Flagged]:
    """Return the games among these that qa_data_completeness flags, or with unresolved players.

    qa_player_identity may not exist yet after a build of selected models.
    """
    row = connection.execute("select to_regclass('public.qa_player_identity') is not null").fetchone()
    assert row is not None
    questions = QUESTIONS if row[0] else NO_QUESTIONS
    with connection.cursor(row_factory=class_row(Flagged)) as cursor:
        return cursor.execute(
            sql.SQL(FLAGGED).format(questions=sql.SQL(questions)),
            (list(games),),
        ).fetchall()
