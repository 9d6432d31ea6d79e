"""Each scenario of docs/how-to/rebuild-and-delete.md: the command as it stands there does what its row says."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from benchsight.cli.main import run
from tests.benchsight.builds.conftest import Site
from tests.benchsight.builds.rebuild.conftest import add_event, published

PAGE = Path(__file__).resolve().parents[4] / "docs" / "how-to" / "rebuild-and-delete.md"
ROW = re.compile(r"^\| (?P<scenario>[^|]+) \| `(?P<command>benchsight [^`]+)` \|$", re.MULTILINE)
GAME = 18969
Do = Callable[[str], None]


@pytest.fixture
def do(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Do:
    """Runs the command of a scenario in a folder with the files that it names; each part must succeed."""
    commands = {row["scenario"]: row["command"] for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    monkeypatch.setenv("BENCHSIGHT_USER", "coach")

    def do(scenario: str) -> None:
        for part in commands[scenario].split(" && "):
            program, *arguments = shlex.split(part)
            assert program == "benchsight"
            files = [str(tmp_path / word) if word.endswith(("/", ".csv")) else word for word in arguments]
            assert run(files) == 0, part

    return do


def write_game(folder: Path, *events: tuple[str, int]) -> None:
    """The events of the game, with the player of each, as a file."""
    place = folder / "games" / str(GAME)
    place.mkdir(parents=True, exist_ok=True)
    lines = ["game_id,event_index,period,event_type,event_team,event_team_player_1"]
    lines += [f"{GAME},{index},1,{kind},home,{player}" for index, (kind, player) in enumerate(events, 1)]
    (place / "staging_events.csv").write_text("\n".join(lines))


@pytest.fixture
def loaded(site: Site, tmp_path: Path) -> Site:
    """The league with the game loaded and built: two goals of one player, one of another."""
    site.execute(f"insert into staging_schedule (game_id) values ({GAME})")
    write_game(tmp_path, ("Goal", 4), ("Goal", 4), ("Goal", 9))
    assert run(["load", str(tmp_path / "games"), "--build"]) == 0
    return site


def goals(site: Site) -> list[tuple[object, ...]]:
    """Goals of each player in the game."""
    return site.rows(f"select player_id, goals from fact_player_game_stats where game_id = {GAME} order by 1")


def metrics(site: Site) -> list[tuple[object, ...]]:
    """Goals of each player in all games."""
    return site.rows("select entity_id, goals from metrics order by 1")


def test_fresh_start(site: Site, do: Do) -> None:
    for table in ("staging_events", "staging_schedule", "staging_players"):
        site.execute(f"delete from {table}")
    add_event(site, GAME, 1, "Goal", 7)
    do("Fresh start, new season")
    assert metrics(site) == [("P7", 1)]
    assert site.rows("select distinct game_id from fact_events") == [(GAME,)]
    assert site.due() == {}


def test_add_a_new_game(site: Site, do: Do, tmp_path: Path) -> None:
    site.execute(f"insert into staging_schedule (game_id) values ({GAME})")
    before = published(site)
    write_game(tmp_path, ("Goal", 4), ("Shot", 9))
    do("Add a new game")
    assert (goals(site), metrics(site)) == ([("P4", 1), ("P9", 0)], [("P4", 3), ("P9", 1)])
    assert set(before["fact_events"]) < set(published(site)["fact_events"])
    assert site.due() == {}
    assert site.rows("select distinct initiated_by from load_history") == [("coach",)]


def test_a_game_that_is_there_is_not_added_again(loaded: Site, do: Do, capsys: pytest.CaptureFixture[str]) -> None:
    before = published(loaded)
    assert run(["rebuild", "all_facts", "--operation", "append", "--game", str(GAME)]) == 1
    assert capsys.readouterr().err == (
        f"error: game {GAME} has rows already: append only adds games that have none; use upsert or replace\n"
    )
    assert published(loaded) == before


@pytest.mark.parametrize("scenario", ["Fix a game's data", "Take a game out, then load it again"])
def test_fix_a_games_data(loaded: Site, do: Do, tmp_path: Path, scenario: str) -> None:
    write_game(tmp_path, ("Goal", 9), ("Shot", 4))
    do(scenario)
    assert (goals(loaded), metrics(loaded)) == ([("P4", 0), ("P9", 1)], [("P4", 2), ("P9", 2)])
    assert loaded.rows(f"select count(*) from fact_events where game_id = {GAME}") == [(2,)]
    assert loaded.due() == {}


def test_update_the_player_master(loaded: Site, do: Do, tmp_path: Path) -> None:
    columns = "player_id,player_first_name,player_last_name,player_full_name,player_primary_position"
    (tmp_path / "dim_player.csv").write_text(f"{columns}\nP4,Berta,Berg,Berta Berg,C\nP9,Carla,Dahl,Carla Dahl,D\n")
    facts = {table: rows for table, rows in published(loaded).items() if table != "dim_player"}
    do("Update the player master")
    assert loaded.rows("select player_id, player_name from dim_player order by 1") == [
        ("P4", "Berta Berg"),
        ("P9", "Carla Dahl"),
    ]
    assert {table: rows for table, rows in published(loaded).items() if table != "dim_player"} == facts


def test_just_reload_statistics(loaded: Site, do: Do) -> None:
    before = published(loaded)
    loaded.execute("update fact_player_game_stats set goals = 99")
    loaded.execute("update fact_h2h set opponent_id = 'kept'")
    do("Just reload statistics")
    after = published(loaded)
    assert [row for row in after["fact_player_game_stats"] if row[2] != 99] == [
        row for row in before["fact_player_game_stats"] if row[0] == GAME
    ]
    assert {row[2] for row in after["fact_h2h"]} == {"kept"}


def test_a_single_table(loaded: Site, do: Do) -> None:
    before = published(loaded)
    loaded.execute(f"delete from fact_h2h where game_id = {GAME}")
    do("Test a single table")
    assert published(loaded) == before
    assert loaded.rows(
        "select table_name, game_id, rows_inserted, status from load_history order by id desc limit 1"
    ) == [("fact_h2h", GAME, 1, "completed")]


def test_emergency_rollback(loaded: Site, do: Do, tmp_path: Path) -> None:
    before = published(loaded)
    assert run(["export", "--to", str(tmp_path / "backup")]) == 0
    loaded.execute("delete from staging_events")
    loaded.build()
    assert published(loaded)["fact_events"] == []
    do("Emergency rollback")
    assert published(loaded) == before
    assert loaded.due() == {}


def test_every_scenario_of_the_page_has_a_test() -> None:
    tested = set(re.findall(r'do\("([^"]+)"\)', Path(__file__).read_text(encoding="utf-8")))
    tested |= {"Fix a game's data", "Take a game out, then load it again"}
    assert {row["scenario"] for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))} == tested
