"""What a build came to: games, tables, tests, flagged games, seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from benchsight.builds.dbt_process import NodeResult
from benchsight.builds.failures import GameFailure, Row
from benchsight.builds.sentences import test_sentence

PUBLISHED = ("dim_", "fact_", "qa_", "metrics")


@dataclass(frozen=True)
class Table:
    """A published table: rows written by this build, and rows in all."""

    name: str
    written: int
    total: int


@dataclass(frozen=True)
class Failure:
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
    """What a build came to; ``status`` is completed, failed (something did) or nothing (nothing was due).

    ``games_failed``: set aside by this build, or published by it although a test of the data does not hold for them.
    ``set_aside``: games that failed in a build before, and that this one had no reason to try again.
    ``missing``: relations that were made because they were missing or not whole. ``not_restored``: what users had built
    on relations made anew and that could not be made again, each with the reason.
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
    reasons: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    not_restored: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    tests_passed: int = 0
    tests_failed: list[Failure] = field(default_factory=list)
    models_failed: list[Failure] = field(default_factory=list)
    models_skipped: list[str] = field(default_factory=list)
    problem: str | None = None
    flagged: list[Flagged] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    model_seconds: list[tuple[str, float]] = field(default_factory=list)  # slowest first

    def first_failure(self) -> str:
        """What failed first, in a line."""
        if self.games_failed:
            return self.games_failed[0].sentence()
        if self.models_failed:
            return f"model {self.models_failed[0].name}: {self.models_failed[0].message}"
        if self.tests_failed:
            return f"test {self.tests_failed[0].name}: {self.tests_failed[0].message}"
        return self.problem or "dbt failed without a reason"

    def add_models(self, results: Iterable[NodeResult]) -> None:
        """Take in what came of seeds and models."""
        results = list(results)
        self.models_failed = [Failure(r.name, _essence(r)) for r in results if r.failed]
        self.models_skipped = [r.name for r in results if r.status == "skipped"]
        models = sorted((r for r in results if r.kind == "model"), key=lambda r: -r.seconds)
        self.model_seconds = [(r.name, round(r.seconds, 2)) for r in models]

    def add_tests(self, results: Iterable[NodeResult]) -> None:
        """Take in what came of tests."""
        tests = [r for r in results if r.kind == "test"]
        self.tests_passed = sum(r.status == "pass" for r in tests)
        self.tests_failed = [
            Failure(r.name, how_many_break_it(r.failures) if r.status == "fail" else _essence(r), test_sentence(r))
            for r in tests
            if r.failed
        ]


def _essence(result: NodeResult) -> str:
    """What dbt says of a failed node, without the macros it came through and the path of the compiled file."""
    lines = [line.strip() for line in (result.message or result.status).splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith(("> ", "compiled code at")))


def how_many_break_it(failures: int | None) -> str:
    """What a failed test has to say."""
    return "1 row breaks it" if failures == 1 else f"{failures} rows break it"


def count_tables(connection: psycopg.Connection, results: Iterable[NodeResult]) -> list[Table]:
    """The published tables that these models wrote, by name."""
    tables = []
    for result in sorted(results, key=lambda r: r.name):
        if (
            result.status == "success"
            and result.name.startswith(PUBLISHED)
            and result.materialized not in (None, "view")
        ):
            query = sql.SQL("select count(*) from {}").format(sql.Identifier(result.schema, result.relation))
            row = connection.execute(query).fetchone()
            assert row is not None
            tables.append(Table(result.name, result.rows or 0, row[0]))
    return tables


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
    """The games among these that qa_data_completeness flags, or in which nothing tells who somebody was.

    The questions about players are a table of their own, which a build of selected models may not have made yet.
    """
    row = connection.execute("select to_regclass('public.qa_player_identity') is not null").fetchone()
    assert row is not None
    questions = QUESTIONS if row[0] else NO_QUESTIONS
    with connection.cursor(row_factory=class_row(Flagged)) as cursor:
        return cursor.execute(
            sql.SQL(FLAGGED).format(questions=sql.SQL(questions)),
            (list(games),),
        ).fetchall()
