"""The truth of a simulated game holds together, and the export says the same."""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from benchsight.simulator import SITUATIONS, League, SimulatedGame, SimulationConfig, as_row, simulate_league
from benchsight.simulator.export_json import export_game

Recount = Callable[[dict[str, Any]], Any]
CONFIG = SimulationConfig(seed=3, teams=6, games=24, penalty_shot_share=0.1, penalty_factor=2.0)
RECOUNTED = (
    "goals", "shots", "sog", "blocks", "fo_wins", "fo_losses", "pass_attempts", "pass_completed", "giveaways",
    "takeaways", "zone_entries", "zone_entries_controlled", "zone_exits", "toi_seconds", "playing_toi_seconds",
    "gf", "ga", "cf", "ca", "ff", "fa", "plus", "minus",
)  # fmt: skip


@pytest.fixture(scope="module")
def league() -> League:
    """A league with many penalties and penalty shots."""
    return simulate_league(CONFIG)


@pytest.fixture(scope="module")
def nhl() -> League:
    """A few games of the other shape."""
    return simulate_league(SimulationConfig(seed=4, teams=4, games=6, shape="nhl"))


def test_an_export_counted_by_the_definitions_gives_the_truth_of_every_player(league: League, recount: Recount) -> None:
    for game in league.games:
        counts = recount(export_game(CONFIG, game)).players
        for player in game.truth.players:
            row = as_row(player)
            expected = {name: row[name] for name in RECOUNTED}
            assert {name: counts[player.player_id][name] for name in RECOUNTED} == expected, (game.game_id, player)


def test_an_export_recounted_gives_the_seconds_of_every_pair_and_matchup(league: League, recount: Recount) -> None:
    for game in league.games[:6]:
        together = recount(export_game(CONFIG, game)).together
        truth = {(pair.player_id, pair.partner_id): pair.seconds for pair in game.truth.pairs}
        for met in game.truth.matchups:
            truth[min(met.player_id, met.opponent_id), max(met.player_id, met.opponent_id)] = met.seconds
        assert together == truth


def test_goals_of_the_players_are_the_goals_of_their_team_and_of_its_periods(league: League) -> None:
    for game in league.games:
        for venue, team in enumerate(game.truth.teams):
            players = [row for row in game.truth.players if row.team_id == team.team_id]
            periods = team.goals_period_1 + team.goals_period_2 + team.goals_period_3 + team.goals_overtime
            shootout = game.result.shootout_winner == venue
            assert sum(row.goals for row in players) == team.goals == periods == team.final_goals - shootout
            assert sum(row.assists for row in players) <= 2 * team.goals


@pytest.mark.parametrize("name", ["shots", "sog", "fo_wins", "pim"])
def test_counts_of_the_players_add_up_to_those_of_their_team(league: League, nhl: League, name: str) -> None:
    for game in (*league.games, *nhl.games):
        for team in game.truth.teams:
            players = [row for row in game.truth.players if row.team_id == team.team_id]
            assert sum(getattr(row, name) for row in players) == getattr(team, name)


def test_shots_on_goal_are_saves_and_goals_with_empty_net_goals_apart(league: League, nhl: League) -> None:
    for game in (*league.games, *nhl.games):
        for venue, team in enumerate(game.truth.teams):
            against = [g for g in game.truth.goalies if g.venue != team.venue]
            assert team.sog == sum(g.saves + g.goals_against for g in against) + team.empty_net_goals
            assert all(g.shots_against == g.saves + g.goals_against for g in against)
            assert team.goals == sum(g.goals_against for g in against) + team.empty_net_goals
            assert sum(g.toi_seconds for g in game.truth.goalies if g.venue == team.venue) <= game.truth.seconds_played
            assert team.unblocked_shots == team.shots - _blocked(game, venue)


def _blocked(game: SimulatedGame, venue: int) -> int:
    rows = [row for row in game.truth.players if row.team_id == game.teams[venue].team_id]
    return sum(row.shots_blocked + row.shots_blocked_by_team_mate for row in rows)


def test_ice_time_of_a_team_is_its_skaters_on_the_ice_times_the_seconds(league: League, nhl: League) -> None:
    for game in (*league.games, *nhl.games):
        for venue, team in enumerate(game.truth.teams):
            skated = sum(len(stint.formations[venue].skaters) * (stint.start - stint.end) for stint in game.stints)
            rows = [row for row in game.truth.players if row.team_id == team.team_id and row.position != "G"]
            assert sum(row.toi_seconds for row in rows) == skated
            assert sum(stint.start - stint.end for stint in game.stints) == game.truth.seconds_played


def test_situations_add_up_to_the_ice_time_of_a_player(league: League) -> None:
    for game in league.games:
        for row in game.truth.players:
            assert sum(getattr(row, f"toi_{name}_seconds") for name in SITUATIONS) == row.toi_seconds
            assert row.toi_5v5_seconds <= row.toi_even_seconds
            assert row.playing_toi_seconds <= row.toi_seconds
            assert (row.shift_count > 0) == (row.toi_seconds > 0)


def test_time_together_adds_up_to_ice_time_times_team_mates(league: League) -> None:
    for game in league.games:
        together: dict[str, int] = defaultdict(int)
        for pair in game.truth.pairs:
            together[pair.player_id] += pair.seconds
            together[pair.partner_id] += pair.seconds
            assert pair.seconds <= min(
                game.truth.player(pair.player_id).toi_seconds, game.truth.player(pair.partner_id).toi_seconds
            )
        expected: dict[str, int] = defaultdict(int)
        for stint in game.stints:
            for side in stint.formations:
                for player in side.players:
                    expected[player.player_id] += (len(side.players) - 1) * (stint.start - stint.end)
        assert dict(together) == dict(expected)


def test_goals_for_of_one_side_of_a_matchup_are_goals_against_of_the_other(league: League) -> None:
    for game in league.games:
        for venue in (0, 1):
            mine = [row for row in game.truth.players if row.venue == ("home", "away")[venue]]
            theirs = [row for row in game.truth.players if row.venue != ("home", "away")[venue]]
            assert sum(r.on_ice.gf for r in mine if r.position == "G") <= game.result.goals(venue)
            assert max(r.on_ice.gf for r in mine) <= game.result.goals(venue)
            assert sum(r.on_ice.ga for r in theirs) >= max(r.on_ice.gf for r in mine)
        for met in game.truth.matchups:
            home, away = game.truth.player(met.player_id), game.truth.player(met.opponent_id)
            assert (home.venue, away.venue) == ("home", "away")
            assert met.on_ice.gf <= min(home.on_ice.gf, away.on_ice.ga)
            assert met.on_ice.ca <= min(home.on_ice.ca, away.on_ice.cf)


def test_stints_follow_each_other_without_gap_and_nobody_stands_in_two_slots(league: League, nhl: League) -> None:
    for game in (*league.games, *nhl.games):
        for before, after in pairwise(game.stints):
            assert after.start == (before.end if before.period == after.period else game.length(after.period))
        for stint in game.stints:
            assert stint.start > stint.end >= 0
            for side in stint.formations:
                assert len(set(side.players)) == len(side.players)
                assert 3 <= len(side.skaters) <= (6 if side.goalie is None else 5)
                assert (side.extra is not None) == (len(side.skaters) == 6)


def test_a_penalty_shot_goal_is_a_plus_of_the_scorer_and_on_ice_of_nobody() -> None:
    config = SimulationConfig(seed=5, teams=2, games=12, penalty_shot_share=1.0, penalty_factor=4.0)
    more_plus_than_goals = 0
    for game in simulate_league(config).games:
        goals = [event for event in game.events if event.detail == "Goal_PenaltyShot"]
        scorers = [goal.participants[0].player.player_id for goal in goals]
        for venue, team in enumerate(game.truth.teams):
            in_play = team.goals - sum(goal.venue == venue for goal in goals)
            rows = [row for row in game.truth.players if row.venue == team.venue]
            assert max(row.on_ice.gf for row in rows) <= in_play
            assert all(row.plus <= row.on_ice.gf + scorers.count(row.player_id) for row in rows)
            more_plus_than_goals += sum(row.plus > row.on_ice.gf for row in rows)
    assert more_plus_than_goals > 5


def test_a_shootout_gives_the_winner_one_goal_and_nobody_anything_else() -> None:
    config = SimulationConfig(seed=8, teams=4, games=24, overtime_minutes=1)
    games = [game for game in simulate_league(config).games if game.result.decided_in == "SO"]
    assert games
    for game in games:
        winner = game.result.shootout_winner
        assert winner is not None
        home, away = game.truth.teams
        assert home.goals == away.goals
        assert game.truth.teams[winner].final_goals == home.goals + 1
        assert game.truth.teams[winner].is_winner
        assert sum(event.detail == "Goal_Shootout" for event in game.events) >= 1


def test_official_lines_are_the_tracked_truth_where_the_whole_game_was_tracked(league: League) -> None:
    for game in league.games:
        for row in game.truth.players:
            sheet = game.official[row.player_id]
            assert (sheet.goals, sheet.assists, sheet.pim) == (row.goals, row.assists, row.pim)
        for goalie in game.truth.goalies:
            assert game.official[goalie.player_id].goals_against == goalie.goals_against
