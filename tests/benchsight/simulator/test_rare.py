"""Rare hockey happens where it is asked for, and its truth follows the rules."""

from dataclasses import fields, replace
from functools import cache
from unicodedata import is_normalized

import pytest

from benchsight.simulator import League, Rare, SimulationConfig, as_row, simulate_league
from benchsight.simulator.export_csv import league_tables
from benchsight.simulator.export_json import export_game

SHORT = SimulationConfig(seed=11, teams=2, games=4, period_minutes=((8, 8, 8),), xy=True)
NHL = replace(SHORT, shape="nhl")
RETOLD = (
    "goals_without_shot", "late_entries", "shootout_as_goals", "zero_second_stints", "unknown_codes", "clock_tenths",
    "clock_counts_up", "corner_origin", "metres", "mistyped_types", "sweater_change",
    "borrowed_sweater",
)  # fmt: skip
"""Kinds that change what is written down, and not what is true."""


def _with(config: SimulationConfig, *kinds: str) -> SimulationConfig:
    return replace(config, rare=Rare.only(*kinds))


@cache
def _league(config: SimulationConfig) -> League:
    return simulate_league(config)


def _truth(league: League) -> list[dict[str, object]]:
    truths = [game.truth for game in league.games]
    return [as_row(row) for t in truths for row in (*t.players, *t.goalies, *t.teams, *t.pairs, *t.matchups)]


@pytest.mark.parametrize("kind", RETOLD)
def test_a_rare_way_of_tracking_changes_no_truth(kind: str) -> None:
    assert _truth(_league(_with(SHORT, kind))) == _truth(_league(SHORT))


@pytest.mark.parametrize("kind", [field.name for field in fields(Rare)])
@pytest.mark.parametrize("config", [SHORT, NHL], ids=["rec", "nhl"])
def test_every_kind_is_played_to_its_end_and_the_numbers_of_players_are_those_of_their_team(
    config: SimulationConfig, kind: str
) -> None:
    for game in _league(_with(config, kind)).games:
        for team in game.truth.teams:
            rows = [row for row in game.truth.players if row.team_id == team.team_id]
            for name in ("goals", "shots", "sog", "power_play_goals", "shorthanded_goals"):
                assert sum(getattr(row, name) for row in rows) == getattr(team, name)
            assert team.power_play_opportunities is None or team.power_play_goals <= team.power_play_opportunities


def test_goals_have_no_shot_in_every_third_game() -> None:
    games = _league(_with(SHORT, "goals_without_shot")).games
    for game in games[::3]:
        assert not [event for event in game.events if event.detail == "Shot_Goal"]
    assert sum(event.detail == "Shot_Goal" for event in games[1].events) > 0


def test_late_entries_stand_behind_the_end_of_the_game_under_the_highest_numbers() -> None:
    game = _league(_with(SHORT, "late_entries")).games[0]
    types = [event.type for event in game.events]
    late = game.events[types.index("GameEnd") + 1 :]
    assert any(event.type == "Shot" for event in late)


def test_a_shootout_is_written_with_the_codes_of_the_game() -> None:
    config = replace(SHORT, games=12, period_minutes=((1, 1, 1),), overtime_minutes=1)
    games = [game for game in _league(_with(config, "shootout_as_goals")).games if game.result.decided_in == "SO"]
    assert games
    for game in games:
        told = [event for event in export_game(config, game)["events"] if event["period"] == 5]
        assert {event["type"] for event in told} <= {"Shot", "Goal", "Stoppage", "GameEnd"}
        assert "Goal_Scored" in {event["detail1"] for event in told}


def test_playoff_games_have_as_many_overtimes_as_it_takes() -> None:
    config = replace(SHORT, games=12, period_minutes=((1, 1, 1),), overtime_minutes=1)
    games = _league(_with(config, "playoffs")).games
    assert all(game.result.goals(0) != game.result.goals(1) and game.result.decided_in != "SO" for game in games)
    assert max(stint.period for game in games for stint in game.stints) > 5
    overtime = [stint for game in games for stint in game.stints if stint.period > 3]
    assert all(len(side.skaters) >= 3 for stint in overtime for side in stint.formations)


def test_halves_are_two_and_the_schedule_says_so() -> None:
    config = _with(SHORT, "two_halves")
    league = _league(config)
    assert {stint.period for game in league.games for stint in game.stints} == {1, 2}
    header, *rows = league_tables(config, league)["dim_schedule"].splitlines()
    assert header.endswith(",regulation_periods")
    assert all(row.endswith(",2") for row in rows)


def test_positions_are_turned_into_those_of_a_corner_or_into_metres() -> None:
    corner, metres = (export_game(_with(SHORT, kind), _league(SHORT).games[3]) for kind in ("corner_origin", "metres"))
    usual = export_game(SHORT, _league(SHORT).games[3])
    for event, cornered, measured in zip(usual["events"], corner["events"], metres["events"], strict=True):
        for point, turned, short in zip(event["puckXY"], cornered["puckXY"], measured["puckXY"], strict=True):
            assert (turned["x"], turned["y"]) == pytest.approx((point["x"] + 100, point["y"] + 42.5))
            assert short["x"] == pytest.approx(point["x"] * 0.3048, abs=0.01)


def test_a_clock_that_counts_up_begins_at_nothing() -> None:
    export = export_game(_with(SHORT, "clock_counts_up"), _league(SHORT).games[1])
    regulation = [shift for shift in export["shifts"] if shift["period"] <= 3]
    first, last = regulation[0], regulation[-1]
    assert (first["start_time"], last["end_time"]) == ("00:00", "08:00")


def test_a_goal_in_the_second_a_penalty_ends_is_no_power_play_goal_and_a_plus() -> None:
    config = replace(NHL, games=10, penalty_factor=4.0)
    rare, usual = (_league(c).games for c in (_with(config, "goal_as_penalty_ends"), config))
    assert rare != usual
    shares = [sum(t.power_play_goals for g in games for t in g.truth.teams) for games in (rare, usual)]
    assert shares[0] <= sum(t.goals for g in rare for t in g.truth.teams)


def test_a_goal_off_the_faceoff_stands_behind_it_in_the_same_second() -> None:
    found = 0
    for game in _league(_with(replace(NHL, games=12), "goal_off_the_faceoff")).games:
        for one, two, three in zip(game.events, game.events[1:], game.events[2:], strict=False):
            if (one.type, two.type, three.type) == ("Faceoff", "Shot", "Goal") and one.start == three.start:
                found += 1
                begun = [s for s in game.stints if s.period == one.period and s.start == one.start]
                assert three.participants[0].player in begun[0].formations[three.venue].skaters
    assert found > 3


def test_a_forward_in_the_pads_has_a_goalies_time_apart_from_his_own() -> None:
    keepers = 0
    for game in _league(_with(SHORT, "skater_in_net")).games:
        for goalie in game.truth.goalies:
            player = game.truth.player(goalie.player_id)
            if player.position == "F" and goalie.toi_seconds:
                keepers += 1
                assert player.toi_seconds + goalie.toi_seconds <= game.truth.seconds_played
    assert keepers


def test_a_side_without_a_goalie_has_no_goals_into_an_empty_net_against_it() -> None:
    games = _league(_with(SHORT, "no_goalie")).games[3::4]
    for game in games:
        assert not [row for row in game.truth.goalies if row.venue == "away" and row.toi_seconds]
        assert game.truth.teams[0].empty_net_goals == 0
        assert all(row.toi_power_play_seconds < row.toi_seconds or not row.toi_seconds for row in game.truth.players)


def test_the_goalie_who_was_pulled_can_lose() -> None:
    config = replace(SHORT, games=30)
    decided = [game for game in _league(_with(config, "goalie_changes")).games if game.result.decided_in == "REG"]
    for game in decided:
        letters = sorted(row.decision for row in game.truth.goalies if row.decision)
        tied = game.result.goals(0) == game.result.goals(1)
        assert letters == ([] if tied else ["L", "W"])
    assert any(len([g for g in game.truth.goalies if g.toi_seconds]) > 2 for game in decided)


def test_a_second_sweater_stands_in_the_rosters_beside_the_first() -> None:
    config = _with(SHORT, "sweater_change")
    game = _league(config).games[0]
    listed = [person["id"] for side in export_game(config, game)["rosters"].values() for person in side]
    assert sorted(player.player_id for player in game.second_sweaters) == sorted(
        person for person in set(listed) if listed.count(person) == 2
    )


def test_a_borrowed_sweater_stands_in_no_roster_and_its_wearer_nowhere_else() -> None:
    game = _league(_with(SHORT, "borrowed_sweater")).games[0]
    played = {participant.player for event in game.events for participant in event.participants}
    for player in game.borrowed_sweaters:
        assert (player.venue, player.jersey) not in {(other.venue, other.jersey) for other in game.dressed}
        assert [other for other in played if other.player_id == player.player_id] == [player]
    assert len(game.borrowed_sweaters) == 2


def test_own_and_awarded_goals_have_no_assists() -> None:
    config = replace(SHORT, games=30)
    games = _league(_with(config, "own_goals", "awarded_goals", "goalie_changes")).games
    marked = [event for game in games for event in game.events if event.detail_2 in ("OwnGoal", "AwardedGoal")]
    assert {event.detail_2 for event in marked} == {"OwnGoal", "AwardedGoal"}
    assert {(event.detail_2, event.zone) for event in marked if event.detail_2 == "OwnGoal"} == {
        ("OwnGoal", "o"), ("OwnGoal", "d"),
    }  # fmt: skip
    assert not [event for game in games for event in game.events if event.assisted in marked]


def test_a_sweater_says_00() -> None:
    config = _with(SHORT, "sweater_double_zero")
    listed = export_game(config, _league(config).games[0])["rosters"]["home"]
    assert [person["num"] for person in listed].count("00") == 1


def test_names_and_numbers_are_rare() -> None:
    config = _with(SHORT, "sweater_zero", "same_names", "accents")
    for team in _league(config).teams:
        assert sorted(player.jersey for player in team.squad)[0] == 0
        assert len({player.name for player in team.squad}) == len(team.squad) - 1
    listed = export_game(config, _league(config).games[0])["rosters"]["home"]
    assert not all(is_normalized("NFC", person["name"]) for person in listed)
    assert all(is_normalized("NFC", player.name) for player in _league(config).teams[0].squad)


def test_one_game_has_only_stints_and_one_only_events() -> None:
    first, second, third = _league(_with(SHORT, "one_table_only")).games[:3]
    assert (bool(first.events), bool(first.stints)) == (False, True)
    assert (bool(second.events), bool(second.stints)) == (True, False)
    assert third.events
    assert third.stints


def test_everything_leaves_out_what_does_not_go_together() -> None:
    assert "two_halves" not in Rare.everything().kinds()
    assert {"playoffs", "no_goalie", "one_table_only"} <= set(Rare.everything().kinds())
    assert _league(replace(NHL, full=True, rare=Rare.everything())).games
