"""A worker that works off what waits: batches, bad games, late edits, what it tells."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchsight.cli.main import run

from ...builds.conftest import Site, facts
from .conftest import Interfering, Pending, requests

UNPROCESSED = "select event_key from staging_events where not processed order by event_key"


def end_game(site: Site, game_id: int) -> None:
    """Stage a goal, and the end of the game."""
    site.add_event(game_id, 8, "Goal")
    site.add_event(game_id, 9, "GameEnd")


def break_model(site: Site, condition: str) -> None:
    """Let fact_events refuse what does not meet a condition."""
    site.execute(f"alter table fact_events add constraint no_bad_games check ({condition})")


def test_the_end_of_a_game_is_built_and_its_request_names_the_build(site: Site, run_pending: Pending) -> None:
    end_game(site, 3)
    assert run_pending() == {"completed": 1}
    assert facts(site)[-1:] == [("E300008", "Goal")]
    assert site.rows(
        "select q.status, q.attempts, q.error_message, b.build_id = q.build_id, q.claimed_by"
        " from etl_queue as q inner join ops.game_builds as b using (game_id)"
    ) == [("completed", 0, None, True, "here")]
    assert run_pending() == {}


def test_games_that_wait_are_built_in_one_run(site: Site, run_pending: Pending) -> None:
    for game_id in range(3, 9):
        end_game(site, game_id)
    engine = Interfering()
    assert run_pending(engine) == {"completed": 6}
    assert engine.built == [[3, 4, 5, 6, 7, 8]]


def test_a_game_that_somebody_else_built_is_done_without_a_build(site: Site, run_pending: Pending) -> None:
    end_game(site, 3)
    site.build()
    engine = Interfering()
    assert run_pending(engine) == {"completed": 1}
    assert engine.built == []


def test_a_bad_game_does_not_fail_the_others(site: Site, run_pending: Pending) -> None:
    for game_id in (3, 4, 5):
        end_game(site, game_id)
    break_model(site, "game_id <> 4")
    engine = Interfering()
    assert run_pending(engine) == {"completed": 2, "failed": 1}
    assert engine.built == [[3, 4, 5]]  # one run
    assert [key for key, _ in facts(site)[-2:]] == ["E300008", "E500008"]
    ((error,),) = site.rows("select error_message from etl_queue where game_id = 4 and status = 'failed'")
    assert str(error).startswith("game 4: model fact_events: ")
    assert "no_bad_games" in str(error)
    assert run_pending(quiet=0.0) == {}
    site.execute("alter table fact_events drop constraint no_bad_games")
    site.add_event(4, 7, "Shot")
    assert run_pending(quiet=0.0) == {"completed": 1}


def test_when_it_is_the_model_not_each_game_is_tried(site: Site, run_pending: Pending) -> None:
    for game_id in range(3, 7):
        end_game(site, game_id)
    site.execute(
        "create function never() returns trigger language plpgsql as $$ begin raise 'not today'; end $$;"
        "create trigger never before insert on fact_events for each statement execute function never()"
    )
    engine = Interfering()
    assert run_pending(engine) == {"pending": 4}
    assert [len(games) for games in engine.built] == [4, 1, 1, 1]


def test_a_game_of_which_nothing_is_staged_fails_at_last_and_says_why(site: Site, run_pending: Pending) -> None:
    site.execute("select ops.enqueue(9, 'process_game')")
    for _ in range(4):
        assert run_pending() == {"pending": 1}
        assert run_pending() == {}
        site.execute("update etl_queue set not_before = now()")
    assert run_pending() == {"failed": 1}
    assert site.rows(
        "select status, error_message like 'no tracked events or shifts are staged for game 9%' from etl_queue"
    ) == [("failed", True)]


def test_an_edit_after_the_claim_and_before_the_build_is_built(site: Site, run_pending: Pending) -> None:
    end_game(site, 3)
    run_pending(Interfering(before=lambda: site.add_event(3, 7, "Shot")))
    assert site.rows(UNPROCESSED) == []
    assert facts(site)[-2:] == [("E300007", "Shot"), ("E300008", "Goal")]


@pytest.mark.parametrize("phase", ["during the build", "before its end is noted", "afterwards"])
def test_a_late_edit_stays_unprocessed_and_the_next_run_takes_it(site: Site, run_pending: Pending, phase: str) -> None:
    end_game(site, 3)
    edit: Callable[[], None] = lambda: site.execute(  # noqa: E731
        "update staging_events set event_type = 'Shot' where event_key = 'E300008'"
    )
    if phase == "during the build":
        with ThreadPoolExecutor(1) as pool, site.gate() as gate:
            future = pool.submit(run_pending)
            site.wait_until_held_up()
            edit()
            gate.commit()
            assert future.result() == {"completed": 1}
    else:
        run_pending(Interfering(after=edit) if phase == "before its end is noted" else None)
        if phase == "afterwards":
            edit()
    assert site.rows(UNPROCESSED) == [("E300008",)]
    assert site.due() == {3: "changed"}
    assert run_pending(quiet=0.0) == {"completed": 1}
    assert facts(site)[-1:] == [("E300008", "Shot")]
    assert site.rows(UNPROCESSED) == []
    assert run_pending(quiet=0.0) == {}


def test_a_game_that_is_still_played_or_just_changed_is_left_alone(site: Site, run_pending: Pending) -> None:
    site.add_event(3, 1, "Shot")
    site.add_event(2, 2, "Shot")
    assert run_pending(quiet=600.0) == {}
    assert run_pending(quiet=0.0) == {"completed": 1}
    assert site.due() == {3: "new"}


def test_what_failed_is_not_queued_again_before_its_input_changes(site: Site, run_pending: Pending) -> None:
    end_game(site, 3)
    break_model(site, "game_id <> 3")
    assert run_pending(quiet=0.0) == {"failed": 1}
    assert run_pending(quiet=0.0) == {}
    site.execute("alter table fact_events drop constraint no_bad_games")
    site.add_event(3, 7, "Shot")
    assert run_pending(quiet=0.0) == {"completed": 1}


def test_what_was_built_and_deleted_is_not_queued_unasked(site: Site, run_pending: Pending) -> None:
    end_game(site, 3)
    run_pending()
    site.execute("select delete_game(3)")
    assert site.due()[3] == "new"
    site.execute("delete from etl_queue where operation = 'rebuild'")
    assert run_pending(quiet=0.0) == {}


def test_a_request_whose_connection_breaks_is_returned_and_done_later(site: Site, run_pending: Pending) -> None:
    end_game(site, 3)

    def cut() -> None:
        site.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name like 'benchsight worker%'"
        )

    assert run_pending(Interfering(after=cut)) == {"completed": 1}
    assert requests(site) == [(3, "completed")]
    assert any("warning database" in line for line in run_pending.lines)


def test_the_command_tells_what_came_of_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    end_game(site, 3)
    assert run(["worker", "--pending-only", "--no-tests"]) == 0
    assert capsys.readouterr().out.startswith("1 request worked off: 1 completed\n")
    site.execute("select ops.enqueue(9, 'process_game')")
    assert run(["worker", "--pending-only", "--no-tests", "--json"]) == 1
    output, log = capsys.readouterr()
    assert json.loads(output) == {"pending": 1}
    events = [json.loads(line) for line in log.splitlines()]
    assert [event["event"] for event in events if event["event"] != "alerts"] == ["claimed", "failed"]
    assert events[1]["level"] == "error"
    assert run(["worker", "--pending-only"]) == 0
    assert capsys.readouterr().out.startswith("nothing was waiting\n")


def test_the_tests_of_the_data_decide_too(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    end_game(site, 3)
    site.add_event(3, 7, "Nobody")
    assert run(["worker", "--pending-only"]) == 1
    assert "somebody_does_every_event" in str(site.rows("select error_message from etl_queue where status = 'failed'"))
    assert site.due() == {}
