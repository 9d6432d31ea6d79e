"""Builds start a push in a process of its own and do not wait; what fails is tried again."""

import threading
from pathlib import Path

import psycopg
import pytest

from benchsight.builds.plan import Request
from benchsight.builds.summary import BuildSummary
from benchsight.sync import after_build
from benchsight.sync.after_build import PushesAfterBuilds, push_in_background, pushes_after_builds
from tests.benchsight.sync.sides import Tiers


class Builder:
    """Builds nothing."""

    def build(self, request: Request, on_wait: object = None) -> BuildSummary:
        """Return the summary of a build."""
        return BuildSummary("completed", "tables", build_id=1)

    def settle(self) -> BuildSummary | None:
        """Leave nothing for later."""
        return None

    def warm_up(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Push:
    """A push that ends with a code."""

    def __init__(self, code: int) -> None:
        self.code = code

    def wait(self) -> int:
        """Return the code."""
        return self.code


def test_without_a_cloud_or_when_it_is_off_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BENCHSIGHT_CLOUD_URL", "SUPABASE_URL", "SUPABASE_SERVICE_KEY", "SUPABASE_SERVICE_ROLE_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert push_in_background() is None
    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", "postgresql://there/db")
    assert pushes_after_builds()
    monkeypatch.setenv("BENCHSIGHT_SYNC_AFTER_BUILD", "off")
    assert push_in_background() is None


def test_a_push_that_was_started_sends_what_waits(
    connection: psycopg.Connection,
    database_url: str,
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BENCHSIGHT_HOME", str(tmp_path))
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", empty_database_url)
    connection.autocommit = True
    Tiers(connection, connection).put("local", 0, "Shot")
    process = push_in_background()
    assert process is not None
    assert process.wait() == 1  # the cloud has no schema yet: the game waits, and the log says why
    assert "sync repair --apply" in " ".join((tmp_path / "sync.log").read_text().split())
    waiting = connection.execute("select subject from ops.sync_outbox(null) where subject = '7'").fetchall()
    assert waiting == [("7",)]


def test_a_worker_pushes_after_builds_and_again_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    codes, started, done = iter([1, 1, 0]), [], threading.Event()

    def start(settings: object) -> Push:
        started.append(1)
        code = next(codes)
        if code == 0:
            done.set()
        return Push(code)

    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", "postgresql://there/db")
    monkeypatch.setattr(after_build, "_start", start)
    builder = PushesAfterBuilds(Builder(), first_wait=0.001)
    assert builder.build(Request()).build_id == 1
    assert done.wait(30)
    builder.close()
    assert builder._thread is not None
    builder._thread.join(30)
    assert not builder._thread.is_alive()
    assert len(started) == 3  # closing asks for no push
