"""Schedules are balanced, and a simulation depends on nothing but its config."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchsight.simulator import Mess, SimulationConfig, as_row, simulate_games, simulate_league, write_league
from benchsight.simulator.people import make_teams
from benchsight.simulator.schedule import make_schedule


@pytest.mark.parametrize(("teams", "games"), [(2, 5), (4, 12), (6, 17), (10, 33), (32, 1296)])
def test_every_team_plays_as_often_as_the_others_give_or_take_one_game(teams: int, games: int) -> None:
    fixtures = make_schedule(SimulationConfig(teams=teams, games=games))
    played = Counter(team for fixture in fixtures for team in (fixture.home, fixture.away))
    at_home = Counter(fixture.home for fixture in fixtures)
    assert len({fixture.game_id for fixture in fixtures}) == games
    assert len(played) == teams
    assert max(played.values()) - min(played.values()) <= 1
    assert all(abs(2 * at_home[team] - played[team]) <= 5 for team in range(teams))


def test_nobody_plays_twice_on_one_day_or_against_himself() -> None:
    days: Counter[tuple[int, object]] = Counter()
    for fixture in make_schedule(SimulationConfig(teams=8, games=60)):
        assert fixture.home != fixture.away
        days[fixture.home, fixture.day] += 1
        days[fixture.away, fixture.day] += 1
    assert set(days.values()) == {1}


def test_names_ids_and_team_names_are_unique_in_the_largest_league() -> None:
    teams = make_teams(SimulationConfig(teams=32, shape="nhl"))
    squad = [player for team in teams for player in team.squad]
    assert len({player.name for player in squad}) == len({player.player_id for player in squad}) == 32 * 20
    assert len({team.name for team in teams}) == len({team.team_id for team in teams}) == 32
    assert all(len({player.jersey for player in team.squad}) == 20 for team in teams)


def test_the_same_config_writes_the_same_bytes(tmp_path: Path) -> None:
    config = SimulationConfig(seed=5, teams=4, games=3, xy=True, mess=Mess.everything())
    for name in ("one", "two"):
        write_league(config, tmp_path / name, "both")
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) == 3 * 2 + 5 + 5
    assert all((tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes() for path in files)


def test_another_seed_plays_other_games() -> None:
    scores = [
        [(game.result.goals(0), game.result.goals(1)) for game in simulate_league(config).games]
        for config in (SimulationConfig(seed=1, games=8), SimulationConfig(seed=2, games=8))
    ]
    assert scores[0] != scores[1]


def test_a_game_can_be_simulated_without_those_before_it() -> None:
    config = SimulationConfig(seed=3, teams=4, games=4)
    together = simulate_league(config).games
    alone = list(simulate_games(replace(config, games=2), make_teams(config)))
    assert [as_row(row) for row in alone[1].truth.players] == [as_row(row) for row in together[1].truth.players]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"teams": 5}, "teams must be an even number"),
        ({"games": -1}, "games must not be negative"),
        ({"shape": "pond"}, "shape must be one of"),
        ({"period_minutes": ((0, 18, 18),)}, "period minutes"),
        ({"overtime_skaters": 4}, "overtime skaters"),
        ({"tracker_version": "24.1"}, "tracker version"),
    ],
)
def test_an_impossible_league_is_refused(setting: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(SimulationConfig(), **setting)  # type: ignore[arg-type]  # the wrong values are the point


def test_positions_change_nothing_else() -> None:
    config = SimulationConfig(seed=3, teams=4, games=2)
    with_xy = simulate_league(replace(config, xy=True)).games
    for one, two in zip(simulate_league(config).games, with_xy, strict=True):
        assert [as_row(row) for row in one.truth.players] == [as_row(row) for row in two.truth.players]


def test_no_games_make_an_empty_season() -> None:
    assert simulate_league(SimulationConfig(games=0)).games == []
