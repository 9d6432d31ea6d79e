"""Backfills that are killed, run twice, run beside each other and beside writers."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchsight.errors import BenchSightError, ConfigurationError
from benchsight.inputs.backfill import Backfill, BackfillState, read_states, run_backfill
from benchsight.inputs.backfill.registry import find_backfill

REPOSITORY = Path(__file__).resolve().parents[4]
Connection = psycopg.Connection[Any]
VIDEO = find_backfill("event_video_seconds")
ROWS = 200
RUN_AND_SAY = """
import sys
import psycopg
from benchsight.inputs.backfill import run_backfill
from benchsight.inputs.backfill.registry import find_backfill

with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    run_backfill(
        connection, find_backfill("event_video_seconds"), batch=3,
        progress=lambda now: print(now.rows_done, flush=True),
    )
"""


@pytest.fixture
def events(connection: Connection) -> None:
    """Events of two games as they were staged before the column, some written live."""
    connection.execute(
        """
        insert into public.staging_events (event_key, game_id, event_index, processed, content_hash, raw)
        select
            'E' || cast(7 + n %% 2 as text) || lpad(cast(n as text), 5, '0'), 7 + n %% 2, n, true,
            case when n %% 5 > 0 then 'old' end, jsonb_build_object('running_video_time', 10 * n)
        from generate_series(1, %s) as n
        """,
        (ROWS,),
    )
    connection.commit()


def filled(connection: Connection) -> list[tuple[Any, ...]]:
    """Key, filled column, content hash and flag of every event."""
    rows = connection.execute(
        "select event_key, video_seconds, content_hash, processed from public.staging_events order by event_key"
    ).fetchall()
    connection.commit()
    return rows


def only(connection: Connection) -> BackfillState:
    """The state of the only backfill."""
    (state,) = read_states(connection).values()
    connection.commit()
    return state


@pytest.mark.usefixtures("events")
def test_every_row_gets_its_value_and_its_hash_anew(connection: Connection) -> None:
    seen: list[int] = []
    state = run_backfill(connection, VIDEO, batch=60, progress=lambda now: seen.append(now.rows_done))
    assert (state.status, state.rows_done, state.rows_total, state.rows_changed) == ("completed", ROWS, ROWS, ROWS)
    assert seen == [60, 120, 180, 200]
    rows = filled(connection)
    assert sorted(seconds for _, seconds, _, _ in rows) == [10 * n for n in range(1, ROWS + 1)]
    assert sum(content_hash is None for _, _, content_hash, _ in rows) == ROWS // 5  # live rows keep none
    assert all(content_hash != "old" for _, _, content_hash, _ in rows)


@pytest.mark.usefixtures("events")
def test_a_completed_backfill_has_nothing_to_do_and_another_run_changes_nothing(connection: Connection) -> None:
    run_backfill(connection, VIDEO)
    before = filled(connection)
    assert run_backfill(connection, VIDEO).passes == 1
    connection.commit()
    again = run_backfill(connection, VIDEO, again=True)
    assert (again.rows_done, again.rows_changed) == (ROWS, 0)
    connection.commit()
    assert filled(connection) == before


@pytest.mark.usefixtures("events")
def test_what_is_filled_is_no_change_of_the_input(connection: Connection) -> None:
    question = """
        select (select sum(input_version) from ops.game_inputs), (select count(*) from ops.input_changes),
            (select count(*) from ops.staging_history), count(*) filter (where processed), max(updated_at)
        from public.staging_events
    """
    before = connection.execute(question).fetchone()
    connection.commit()
    run_backfill(connection, VIDEO, batch=50)
    assert connection.execute(question).fetchone() == before


@pytest.mark.usefixtures("events")
def test_a_change_of_another_column_counts_even_during_a_backfill(connection: Connection) -> None:
    question = "select input_version from ops.game_inputs where game_id = 8"
    before = connection.execute(question).fetchone()
    connection.execute("select set_config('benchsight.backfilled_columns', 'video_seconds,content_hash', true)")
    connection.execute("update public.staging_events set video_seconds = 5, period = 2 where event_key = 'E800001'")
    row = connection.execute("select processed from public.staging_events where event_key = 'E800001'").fetchone()
    assert row == (False,)
    assert connection.execute(question).fetchone() != before


@pytest.mark.usefixtures("events")
def test_killed_in_the_middle_and_resumed_it_is_as_in_one_go(connection: Connection, database_url: str) -> None:
    undisturbed = run_in_one_go(connection)
    command = [sys.executable, "-c", RUN_AND_SAY, database_url]
    for _ in range(2):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}
        ) as runner:
            assert runner.stdout is not None
            for _ in range(5):
                assert runner.stdout.readline()
            runner.send_signal(signal.SIGKILL)
    state = only(connection)
    assert state.status == "running"
    assert 30 <= state.rows_done < ROWS
    assert state.rows_changed == state.rows_done
    assert sum(seconds is not None for _, seconds, _, _ in filled(connection)) == state.rows_done
    assert run_backfill(connection, VIDEO, batch=7).rows_changed == ROWS
    connection.commit()
    assert filled(connection) == undisturbed


def run_in_one_go(connection: Connection) -> list[tuple[Any, ...]]:
    """What the rows are after a whole run; they and the backfill are as before it again."""
    run_backfill(connection, VIDEO)
    connection.commit()
    rows = filled(connection)
    connection.execute("select set_config('benchsight.backfilled_columns', 'video_seconds,content_hash', true)")
    connection.execute(
        "update public.staging_events set video_seconds = null,"
        " content_hash = case when content_hash is not null then 'old' end"
    )
    connection.execute("delete from ops.backfills")
    connection.commit()
    return rows


@pytest.mark.usefixtures("events")
def test_two_runners_at_once_share_the_rows(connection: Connection, database_url: str) -> None:
    def run() -> None:
        with psycopg.connect(database_url, autocommit=True) as own:
            run_backfill(own, VIDEO, batch=5)

    runners = [threading.Thread(target=run) for _ in range(3)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    state = only(connection)
    assert (state.status, state.rows_done, state.rows_changed) == ("completed", ROWS, ROWS)


@pytest.mark.usefixtures("events")
def test_a_row_that_somebody_is_writing_waits_for_another_pass_and_keeps_what_he_wrote(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchsight.inputs.backfill.run.PAUSE_SECONDS", 0.01)
    with psycopg.connect(database_url) as writer:
        writer.execute(
            "update public.staging_events set period = 3, raw = '{\"running_video_time\": 5}'"
            " where event_key = 'E800003'"
        )

        def let_him_end(now: BackfillState) -> None:
            if now.passes == 2:
                writer.commit()

        state = run_backfill(connection, VIDEO, batch=80, progress=let_him_end)
    assert state.passes >= 2
    assert state.rows_changed == ROWS
    connection.commit()
    row = connection.execute(
        "select period, video_seconds, processed from public.staging_events where event_key = 'E800003'"
    ).fetchone()
    assert row == (3, 5, False)


@pytest.mark.usefixtures("events")
def test_a_batch_that_fails_is_noted_in_one_line_and_can_be_resumed(connection: Connection) -> None:
    broken = Backfill(
        VIDEO.name, VIDEO.table_name, {"video_seconds": "abs(1 / (t.event_index - 151))"}, "fails at one row"
    )
    with pytest.raises(BenchSightError) as error:
        run_backfill(connection, broken, batch=40)
    assert str(error.value) == f"backfill {VIDEO.name} stopped, and can go on from there: division by zero"
    state = only(connection)
    assert (state.status, state.error_message, state.rows_done % 40) == ("failed", "division by zero", 0)
    assert 0 < state.rows_done < ROWS
    done = run_backfill(connection, VIDEO, batch=40)
    assert (done.status, done.error_message, done.rows_done) == ("completed", None, ROWS)


@pytest.mark.usefixtures("events")
def test_tables_with_keys_of_several_columns_go_in_batches_too(connection: Connection) -> None:
    connection.execute(
        "insert into public.staging_event_players (event_key, player_row, game_id, role_side)"
        " select event_key, n, game_id, 'event' from public.staging_events, generate_series(1, 3) as n"
    )
    connection.commit()
    sides = Backfill("sides", "staging_event_players", {"side_of_puck": "'side ' || t.player_row"}, "the row's number")
    assert run_backfill(connection, sides, batch=100).rows_changed == 3 * ROWS
    rows = connection.execute("select distinct player_row, side_of_puck from public.staging_event_players").fetchall()
    assert sorted(rows) == [(1, "side 1"), (2, "side 2"), (3, "side 3")]


def test_an_empty_table_is_completed_at_once(connection: Connection) -> None:
    state = run_backfill(connection, VIDEO)
    assert (state.status, state.rows_total) == ("completed", 0)


def test_an_unknown_backfill_is_named_with_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="there is no backfill video; there are: event_video_seconds"):
        find_backfill("video")
