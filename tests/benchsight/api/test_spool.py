"""Folder of received files: what stays for a job, and what a sweep removes."""

import os
import signal
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from benchsight.api.jobs.store import add_job, cancel_job
from benchsight.api.uploads.spool import UNKNOWN_SECONDS, FilesGone, Spool


@pytest.fixture
def jobs(connection: psycopg.Connection) -> psycopg.Connection:
    """Return an autocommit connection to a database without jobs."""
    connection.autocommit = True
    return connection


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """Return an empty spool."""
    return Spool(tmp_path / "uploads")


def receive(spool: Spool, job_id: UUID, keep: bool = True) -> None:
    with spool.receiving(job_id) as folder:
        (folder / "events.csv").write_text("a,b\n")
        if keep:
            spool.keep(job_id)


def receive_without_end(root: Path, job_id: UUID, begun: Connection) -> None:
    with Spool(root).receiving(job_id) as folder:
        (folder / "events.csv").write_text("a,b\n")
        begun.send(True)
        signal.pause()


def kill_while_receiving(spool: Spool, job_id: UUID) -> None:
    context = get_context("spawn")
    told, begun = context.Pipe(duplex=False)
    process = context.Process(target=receive_without_end, args=(spool.root, job_id, begun))
    process.start()
    assert told.poll(60)
    process.kill()
    process.join()
    process.close()


def names(spool: Spool) -> list[str]:
    return sorted(path.name for path in spool.root.iterdir())


def test_files_stay_until_their_job_has_ended(spool: Spool, jobs: psycopg.Connection) -> None:
    job = add_job(jobs, "upload", {}, "ann", uuid4())
    receive(spool, job.job_id)
    assert (spool.keep(job.job_id) / "events.csv").read_text() == "a,b\n"
    spool.sweep(jobs)
    assert names(spool) == [str(job.job_id)]
    cancel_job(jobs, job.job_id, "ann")
    spool.sweep(jobs)
    assert names(spool) == []
    with pytest.raises(FilesGone, match="upload them again"):
        spool.keep(job.job_id)


def test_a_reception_that_fails_leaves_nothing(spool: Spool) -> None:
    with pytest.raises(RuntimeError), spool.receiving(uuid4()) as folder:
        (folder / "events.csv").write_text("a")
        raise RuntimeError
    assert names(spool) == []


def test_a_sweep_removes_what_a_killed_server_was_receiving_and_nothing_that_a_living_one_is(
    spool: Spool, jobs: psycopg.Connection
) -> None:
    killed, living = uuid4(), uuid4()
    kill_while_receiving(spool, killed)
    assert names(spool) == [f"{killed}.lock", f"{killed}.part"]
    with spool.receiving(living):
        spool.sweep(jobs)
        assert names(spool) == [f"{living}.lock", f"{living}.part"]


def test_a_server_that_was_killed_after_it_wrote_the_job_has_its_files_kept(
    spool: Spool, jobs: psycopg.Connection
) -> None:
    job = add_job(jobs, "upload", {}, "ann", uuid4())
    kill_while_receiving(spool, job.job_id)
    spool.sweep(jobs)
    assert names(spool) == [str(job.job_id)]
    assert (spool.keep(job.job_id) / "events.csv").read_text() == "a,b\n"


def test_files_of_another_database_stay_for_a_week(spool: Spool, jobs: psycopg.Connection) -> None:
    other = uuid4()
    receive(spool, other)
    (spool.root / "notes.txt").write_text("not ours")
    spool.sweep(jobs)
    assert names(spool) == sorted([str(other), "notes.txt"])
    past = time.time() - UNKNOWN_SECONDS - 1
    os.utime(spool.root / str(other), (past, past))
    spool.sweep(jobs)
    assert names(spool) == ["notes.txt"]
