"""Simulated games are hockey: rates, rules, lines, clocks and places."""

from collections import Counter
from itertools import pairwise
from statistics import mean

import pytest

from benchsight.simulator import Event, League, SimulatedGame, SimulationConfig, simulate_league
from benchsight.simulator.export_json import export_game
from benchsight.simulator.shots import distance_and_angle


@pytest.fixture(scope="module")
def rec() -> League:
    """Forty games of the recreational shape."""
    return simulate_league(SimulationConfig(seed=21, teams=6, games=40, xy=True))


@pytest.fixture(scope="module")
def nhl() -> League:
    """Twelve games of the other shape."""
    return simulate_league(SimulationConfig(seed=22, teams=6, games=12, shape="nhl"))


def events(league: League, event_type: str) -> list[tuple[SimulatedGame, Event]]:
    """All events of a type, with their games."""
    return [(game, event) for game in league.games for event in game.events if event.type == event_type]


@pytest.mark.parametrize(
    ("shape", "tracked_events", "stints", "attempts", "dressed"),
    [("rec", (450, 700), (90, 200), (70, 130), (10, 16)), ("nhl", (300, 440), (330, 450), (95, 130), (20, 20))],
)
def test_rates_are_those_of_hockey(
    request: pytest.FixtureRequest,
    shape: str,
    tracked_events: tuple[int, int],
    stints: tuple[int, int],
    attempts: tuple[int, int],
    dressed: tuple[int, int],
) -> None:
    games = request.getfixturevalue(shape).games
    teams = [team for game in games for team in game.truth.teams]
    goals, on_goal = sum(team.goals for team in teams), sum(team.sog for team in teams)
    assert 4 <= goals / len(games) <= 9
    assert 0.86 <= 1 - goals / on_goal <= 0.93
    assert tracked_events[0] <= mean(len(game.events) for game in games) <= tracked_events[1]
    assert stints[0] <= mean(len(game.stints) for game in games) <= stints[1]
    assert attempts[0] <= sum(team.shots for team in teams) / len(games) <= attempts[1]
    assert all(dressed[0] <= len(roster) <= dressed[1] for game in games for roster in game.rosters)


def test_shots_from_near_score_more_often_than_shots_from_far(rec: League) -> None:
    results: dict[bool, list[bool]] = {True: [], False: []}
    for _, shot in events(rec, "Shot"):
        if shot.detail in ("Shot_Goal", "Shot_OnNetSaved"):
            distance, _angle = distance_and_angle(shot.puck[0], shot.venue)
            results[distance < 25].append(shot.detail == "Shot_Goal")
    assert mean(results[True]) > 2 * mean(results[False])


def test_better_shooters_score_on_more_of_their_shots() -> None:
    games = simulate_league(SimulationConfig(seed=1, teams=6, games=60)).games
    shots: Counter[bool] = Counter()
    goals: Counter[bool] = Counter()
    for game in games:
        ratings = {player.player_id: player.rating for player in game.dressed}
        for row in game.truth.players:
            shots[ratings[row.player_id] >= 5] += row.sog
            goals[ratings[row.player_id] >= 5] += row.goals
    assert goals[True] / shots[True] > goals[False] / shots[False]


def test_every_goal_is_a_shot_a_goal_and_a_stoppage_in_one_chain(rec: League) -> None:
    for game in rec.games:
        for before, goal, after in zip(game.events, game.events[1:], game.events[2:], strict=False):
            if goal.detail == "Goal_Scored":
                assert (before.detail, after.detail_2) == ("Shot_Goal", "Stoppage_Goal")
                assert before.chain == goal.chain == after.chain
                assert before.participants[0].player is goal.participants[0].player


def test_a_goal_ends_its_stint_and_the_stop_type_names_the_side(rec: League) -> None:
    for game, goal in events(rec, "Goal"):
        if goal.detail == "Goal_Scored":
            stint = game.stints[goal.stint - 1]
            assert (stint.period, stint.end) == (goal.period, goal.start)
            assert stint.stop_type == ("Home Goal", "Away Goal")[goal.venue]


def test_no_shot_falls_on_the_second_in_which_a_stint_begins(rec: League, nhl: League) -> None:
    for league in (rec, nhl):
        for game, shot in events(league, "Shot"):
            stint = game.stints[shot.stint - 1]
            assert stint.start > shot.start >= stint.end


def test_assists_are_marked_on_rows_of_the_assister_in_the_chain_of_the_goal(rec: League) -> None:
    marked: Counter[tuple[int, str, str]] = Counter()
    for game in rec.games:
        chains = {goal.chain: goal for goal in game.events if goal.detail == "Goal_Scored"}
        seen = set()
        for event in game.events:
            for participant in event.participants:
                for play in (participant.play_1, participant.play_2):
                    if play.startswith("Assist"):
                        goal = chains[event.chain]
                        assert game.events.index(event) < game.events.index(goal)
                        assert participant.player is not goal.participants[0].player
                        assert not participant.is_opponent
                        seen.add((goal.chain, participant.player.player_id, play))
        for _, player_id, play in seen:
            marked[game.game_id, player_id, play] += 1
    for game in rec.games:
        for row in game.truth.players:
            assert marked[game.game_id, row.player_id, "AssistPrimary"] == row.primary_assists
            assert marked[game.game_id, row.player_id, "AssistSecondary"] == row.secondary_assists


def test_where_passes_are_not_recorded_assists_stand_on_the_goal(nhl: League) -> None:
    for game in nhl.games:
        assisted = Counter(
            participant.player.player_id
            for event in game.events
            if event.detail == "Goal_Scored"
            for participant in event.participants[1:]
            if not participant.is_opponent
        )
        assert {row.player_id: row.assists for row in game.truth.players if row.assists} == dict(assisted)
        assert not any(event.type in ("Pass", "Zone_Entry_Exit", "DeadIce") for event in game.events)


def test_all_kinds_of_strength_occur(rec: League, nhl: League) -> None:
    strengths = {
        tuple((len(side.skaters), side.goalie is not None) for side in stint.formations)
        for game in (*rec.games, *nhl.games)
        for stint in game.stints
    }
    full, short, extra = (5, True), (4, True), (6, False)
    assert {(full, full), (full, short), (short, full), (short, short), (extra, full), (full, extra)} <= strengths
    assert ((3, True), (3, True)) in strengths


def test_a_goal_with_the_man_advantage_ends_the_minor() -> None:
    ended = 0
    for game in simulate_league(SimulationConfig(seed=2, teams=4, games=30, penalty_factor=2.0)).games:
        for before, after in pairwise(game.stints):
            scored = before.stop_type in ("Home Goal", "Away Goal") and before.period == after.period <= 3
            if scored and all(side.goalie for side in (*before.formations, *after.formations)):
                venue = ("Home Goal", "Away Goal").index(before.stop_type)
                sides = before.formations
                if (len(sides[venue].skaters), len(sides[1 - venue].skaters)) == (5, 4):
                    ended += len(after.formations[1 - venue].skaters) == 5
    assert ended > 3


def test_empty_net_goals_are_nobodys_goals_against() -> None:
    teams = [
        (game, team)
        for game in simulate_league(SimulationConfig(seed=6, teams=4, games=60)).games
        for team in game.truth.teams
        if team.empty_net_goals
    ]
    assert teams
    for game, team in teams:
        against = sum(goalie.goals_against for goalie in game.truth.goalies if goalie.venue != team.venue)
        assert against == team.goals - team.empty_net_goals


@pytest.mark.parametrize(("skaters", "minutes"), [(3, 5), (5, 10)])
def test_overtime_has_the_skaters_and_the_length_asked_for(skaters: int, minutes: int) -> None:
    config = SimulationConfig(
        seed=9, teams=4, games=30, overtime_skaters=skaters, overtime_minutes=minutes, penalty_factor=0.0
    )
    games = [game for game in simulate_league(config).games if game.result.decided_in != "REG"]
    assert games
    for game in games:
        overtime = [stint for stint in game.stints if stint.period == 4]
        assert overtime[0].start == minutes * 60
        assert all(len(side.skaters) == skaters for stint in overtime for side in stint.formations)
        if game.result.decided_in == "OT":
            assert overtime[-1].stop_type.endswith("Goal")


def test_without_overtime_a_tie_stands() -> None:
    games = simulate_league(SimulationConfig(seed=9, teams=4, games=30, overtime_minutes=0)).games
    ties = [game for game in games if game.result.goals(0) == game.result.goals(1)]
    assert ties
    assert all(team.is_winner is None for game in ties for team in game.truth.teams)
    assert all(event.period <= 3 for game in games for event in game.events)


def test_periods_have_the_lengths_asked_for_game_by_game() -> None:
    config = SimulationConfig(seed=1, teams=4, games=3, period_minutes=((18, 18, 18), (20, 20, 20), (21, 18, 18)))
    games = simulate_league(config).games
    starts = [
        [max(stint.start for stint in game.stints if stint.period == period) // 60 for period in (1, 2, 3)]
        for game in games
    ]
    assert starts == [[18, 18, 18], [20, 20, 20], [21, 18, 18]]


def test_the_clock_runs_between_whistles_only_in_the_recreational_shape(rec: League, nhl: League) -> None:
    assert all(sum(s.dead_seconds for s in game.stints) > 300 for game in rec.games)
    assert all(s.dead_seconds == 0 for game in nhl.games for s in game.stints)
    for game in rec.games:
        noted = sum(event.start - event.end for event in game.events if event.type == "DeadIce")
        assert noted == sum(stint.dead_seconds for stint in game.stints)


def test_events_run_down_the_clock_of_their_period(rec: League) -> None:
    for game in rec.games:
        for before, after in pairwise(game.events):
            assert (before.period, -before.start) <= (after.period, -after.start)
            assert after.start >= after.end >= 0


def test_the_zone_of_an_event_is_where_the_puck_is(rec: League) -> None:
    for _, event in events(rec, "Shot") + events(rec, "Faceoff"):
        x = event.puck[0][0] if event.venue == 0 else -event.puck[0][0]
        assert event.zone == ("o" if x > 25 else "d" if x < -25 else "n")


def test_positions_are_written_as_seen_from_the_stands_not_turned(rec: League) -> None:
    config = SimulationConfig(seed=21, teams=6, games=40, xy=True)
    for game in rec.games[:8]:
        for event in export_game(config, game)["events"]:
            if event["type"] == "Goal" and event["period"] <= 4 and "Scored" in event["detail1"]:
                attacks_right = game.home_attacks_right_period_1 == (event["period"] % 2 == 1)
                shot = next(e for e in game.events if e.detail == "Shot_Goal" and e.chain == event["linkedEventIdx"])
                towards = 1 if attacks_right == (event["team"] == "home") else -1
                own_view = shot.puck[0][0] if shot.venue == 0 else -shot.puck[0][0]
                assert event["puckXY"][0]["x"] == round(own_view * towards, 2)


def test_substitutes_play_for_the_team_of_that_game(rec: League) -> None:
    homes = {player.player_id: team.team_id for player, team in rec.players()}
    substitutes = [row for game in rec.games for row in game.truth.players if row.is_substitute]
    assert substitutes
    assert all(homes[row.player_id] != row.team_id for row in substitutes)
    for game in rec.games:
        for roster in game.rosters:
            assert len({player.jersey for player in roster}) == len(roster)
        assert len({player.player_id for player in game.dressed}) == len(game.dressed)
