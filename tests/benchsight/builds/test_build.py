"""What a build takes in, leaves out, and remembers."""

import shutil
from pathlib import Path

import pytest

from benchsight.builds.dbt.project import dbt_project
from benchsight.builds.errors import BuildError
from benchsight.builds.plan import Request
from benchsight.db.settings import load_settings

from .conftest import Site, facts

UNPROCESSED = "select event_key from staging_events where not processed order by event_key"
DUE_LATER = "select game_id from ops.game_builds where input_version = 0"


def test_the_first_build_takes_every_game_and_marks_what_it_saw(site: Site) -> None:
    assert facts(site) == [("E100001", "Shot"), ("E100002", "Goal"), ("E200001", "Shot")]
    assert site.rows(UNPROCESSED) == []
    assert site.rows("select game_id, input_version > 0 from ops.game_builds order by game_id") == [
        (1, True),
        (2, True),
    ]
    assert site.rows("select status, selection, game_count, models_built from ops.build_runs") == [
        ("completed", "everything", 2, True)
    ]


def test_a_build_with_nothing_due_does_nothing(site: Site) -> None:
    assert site.build().status == "nothing"
    assert site.rows("select count(*) from ops.build_runs") == [(1,)]


def test_a_new_game_and_a_changed_one_are_built_and_no_other(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    site.add_event(3, 1, "Shot")
    summary = site.build()
    assert (summary.part, summary.games_built, summary.reasons) == ("tables", [2, 3], {"changed": 1, "new": 1})
    assert [(table.name, table.written, table.total) for table in summary.tables] == [
        ("dim_player", 1, 1),
        ("fact_events", 3, 5),
        ("qa_data_completeness", 2, 3),
    ]
    assert [(game.game_id, game.reasons) for game in summary.flagged] == [(3, "no goal")]
    assert site.build().status == "nothing"


@pytest.mark.usefixtures("by_dbt")
def test_many_games_are_built_as_a_few_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add_event(2, 2, "Goal")
    site.add_event(3, 1, "Goal")
    assert site.build(Request(games=[2, 3])).games_built == [2, 3]
    few, sql_of_few = facts(site), compiled("fact_events")
    monkeypatch.setattr("benchsight.builds.run.MANY_GAMES", 1)
    assert site.build(Request(games=[2, 3])).games_built == [2, 3]
    assert facts(site) == few
    for table in site.build(Request(all_games=True)).tables:
        assert site.rows(f"select count(*) from {table.name}") == [(table.total,)], table
    assert [key for key, _ in few] == ["E100001", "E100002", "E200001", "E200002", "E300001"]
    assert "= any(array(" in sql_of_few
    assert "= any(array(" not in compiled("fact_events")


def compiled(model: str) -> str:
    """The SQL of a model as the last build compiled it."""
    folder = dbt_project(load_settings()).work / "target" / "compiled"
    return next(folder.rglob(f"{model}.sql")).read_text(encoding="utf-8")


def test_a_game_whose_events_are_deleted_loses_its_facts(site: Site) -> None:
    site.execute("delete from staging_events where game_id = 2")
    summary = site.build()
    assert (summary.games_built, summary.games_removed) == ([], [2])
    assert facts(site) == [("E100001", "Shot"), ("E100002", "Goal")]
    assert site.rows("select game_id from qa_data_completeness") == [(1,)]
    assert site.rows("select game_id from ops.game_builds") == [(1,)]
    assert site.build().status == "nothing"


def test_a_game_that_is_not_due_is_built_when_named_and_stays_as_it_is(site: Site) -> None:
    before = facts(site)
    assert site.build(Request(games=[1])).reasons == {"asked for": 1}
    assert facts(site) == before
    assert site.due() == {}


def test_a_game_of_which_nothing_is_staged_cannot_be_built(site: Site) -> None:
    site.execute("insert into staging_schedule (game_id) values (8)")  # scheduled, not tracked
    with pytest.raises(
        BuildError, match="no tracked events or shifts are staged for game 8, 9, and it was never built"
    ):
        site.build(Request(games=[1, 8, 9]))
    assert site.rows("select count(*) from ops.build_runs") == [(1,)]


def test_a_renamed_player_makes_the_dimensions_due_and_the_games_he_is_listed_in(site: Site) -> None:
    site.execute("update staging_players set player_name = 'Berta'")
    summary = site.build()
    assert (summary.part, summary.games_built) == ("whole tables", [])
    assert site.rows("select player_name from dim_player") == [("Berta",)]

    site.execute(
        """
        insert into staging_game_rosters (roster_key, source_kind, game_id, team_venue, player_id)
        values ('R2hleague:P1', 'league', 2, 'home', 'P1')
        """
    )
    version = "select input_version from ops.game_inputs where game_id = 2"
    before = site.rows(version)
    site.execute("update staging_players set player_name = 'Carla'")
    assert site.rows(version) > before
    assert site.due() == {2: "changed"}


def test_a_change_of_the_models_makes_every_game_due_and_every_table_new(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(site.root, tmp_path / "project")
    monkeypatch.chdir(root)
    assert load_settings().project_root == root
    model = root / "models" / "fact_events.sql"
    model.write_text(model.read_text().replace("event_type\n", "upper(event_type) as event_type\n"))
    summary = site.build()
    assert (summary.part, summary.reasons, summary.full_refresh) == ("everything", {"other models": 2}, True)
    assert facts(site)[0] == ("E100001", "SHOT")
    for table in summary.tables:
        assert site.rows(f"select count(*) from {table.name}") == [(table.total,)], table

    # one game by yet another version: the other stays as it is, and due
    model.write_text(model.read_text().replace("upper", "lower"))
    assert not site.build(Request(games=[2])).full_refresh
    assert facts(site) == [("E100001", "SHOT"), ("E100002", "GOAL"), ("E200001", "shot")]
    site.root = root
    assert site.due() == {1: "other models"}


def test_selected_models_are_built_for_games_that_stay_due(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    summary = site.build(Request(select="fact_events"))
    assert ([table.name for table in summary.tables], summary.games_built) == (["fact_events"], [2])
    assert site.rows(UNPROCESSED) == [("E200002",)]
    problem = site.build(Request(select="fact_evnets")).problem
    assert problem is not None
    assert "'fact_evnets' does not match any enabled nodes" in problem
    assert site.due() == {2: "changed"}


def test_a_test_that_fails_is_told_with_game_and_row_and_its_game_is_published_with_that_doubt(site: Site) -> None:
    site.add_event(2, 2, "Nobody")
    summary = site.build(tests=True)
    assert summary.status == "failed"
    assert [(test.sentence, test.message) for test in summary.tests_failed] == [
        ("somebody does every event", "1 row breaks it")
    ]
    assert summary.tests_passed == 2
    assert [(test.games, test.rows) for test in summary.tests_failed] == [
        ([2], [{"game_id": 2, "event_key": "E200002"}])
    ]
    (failure,) = summary.games_failed
    assert failure.sentence() == (
        "game 2: test somebody_does_every_event: somebody does every event (event_key E200002)"
    )
    assert site.rows(UNPROCESSED) == []
    assert site.rows(
        "select status, models_built, error_message from ops.build_runs order by build_id desc limit 1"
    ) == [("completed", True, "test somebody_does_every_event: 1 row breaks it")]
    assert site.rows(
        "select state, is_due, failed_kind, failed_in, failed_row, built_from_version = input_version from game_status"
        " where game_id = 2"
    ) == [("failed", False, "test", "somebody_does_every_event", "event_key E200002", True)]
    again = site.build(tests=True)
    assert (again.status, [known.game_id for known in again.set_aside]) == ("nothing", [2])
    site.execute("delete from staging_events where event_type = 'Nobody'")
    summary = site.build(tests=True)
    assert (summary.status, summary.part, summary.reasons) == ("completed", "tables", {"changed": 1})
    assert site.rows("select state from game_status where game_id = 2") == [("built",)]


def test_a_model_that_fails_is_told_and_what_hangs_on_it_is_skipped(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(site.root, tmp_path / "project")
    monkeypatch.chdir(root)
    model = root / "models" / "fact_events.sql"
    model.write_text(model.read_text().replace("event_type\n", "1 / 0 as event_type\n"))
    summary = site.build(tests=True)
    assert (summary.status, summary.models_skipped) == ("failed", ["qa_data_completeness"])
    assert [failure.name for failure in summary.models_failed] == ["fact_events"]
    assert "division by zero" in summary.models_failed[0].message
    assert "> in macro" not in summary.models_failed[0].message
    assert len(facts(site)) == 3  # the old table stands


def test_a_project_that_cannot_be_parsed_is_told(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = shutil.copytree(site.root, tmp_path / "project")
    monkeypatch.chdir(root)
    (root / "models" / "dim_player.sql").write_text("select * from {{ ref('nowhere') }}")
    summary = site.build()
    assert summary.status == "failed"
    assert summary.problem is not None
    assert "nowhere" in summary.problem
    assert site.rows(DUE_LATER) == [(1,), (2,)]
