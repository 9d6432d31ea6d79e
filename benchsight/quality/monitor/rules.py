"""All rules of the monitor: what each is about, and the statement or function that finds its subjects."""

from functools import partial
from pathlib import Path

from psycopg.rows import class_row

from benchsight.quality.monitor.findings import AlertRule, Connection, Finding, Thresholds
from benchsight.quality.monitor.unusual import unusual_events, unusual_shifts

SQL = Path(__file__).with_name("sql")

QUALITY = ("public.qa_data_completeness",)
AGREEMENT = ("public.qa_scorer_comparison", "public.qa_goal_accuracy", "public.fact_player_game_stats")


def statement(name: str) -> bytes:
    """Return the text of a statement in the folder ``sql``."""
    return (SQL / f"{name}.sql").read_bytes()


def _select(name: str, connection: Connection, thresholds: Thresholds) -> list[Finding]:
    with connection.cursor(row_factory=class_row(Finding)) as cursor:
        return cursor.execute(statement(name), thresholds).fetchall()


def _sql_rule(name: str, subject_kind: str, needs: tuple[str, ...] = ()) -> AlertRule:
    """Return a rule whose statement is in a file of its name, with the thresholds as parameters."""
    return AlertRule(name, subject_kind, partial(_select, name), needs)


RULES = (
    _sql_rule("load_died", "load"),
    _sql_rule("load_failed", "file"),
    _sql_rule("zero_deltas", "folder"),
    _sql_rule("rejects", "file"),
    _sql_rule("long_phase", "phase"),
    AlertRule("unusual_events", "game", unusual_events),
    AlertRule("unusual_shifts", "game", unusual_shifts),
    _sql_rule("unrostered_players", "game", QUALITY),
    _sql_rule("players_without_shifts", "game", QUALITY),
    _sql_rule("players_without_result", "game", AGREEMENT),
    _sql_rule("low_agreement", "game", AGREEMENT),
    _sql_rule("stale_game", "game"),
    _sql_rule("game_failed", "game"),
    _sql_rule("build_failed", "build"),
    _sql_rule("data_test_failed", "test"),
    _sql_rule("queue_pending", "queue"),
    _sql_rule("queue_silent", "queue"),
    _sql_rule("queue_failed", "queue"),
)
