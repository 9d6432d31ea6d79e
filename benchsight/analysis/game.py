"""Sentences about a game, from its box score; what is unknown is not written about."""

from collections.abc import Iterator

from benchsight.analysis.sentences import Sentence, clock, count, day, name, number, score, write
from benchsight.reads.box_score import BoxScore, Goal, Skater, Team

LEADERS = 3
TEAM_GAMES = "fact_team_game_stats"
SKATER_GAMES = "fact_player_game_stats"
GOALIE_GAMES = "fact_goalie_game_stats"
ENDINGS = {"overtime": " in overtime", "OT": " in overtime", "shootout": " in a shootout", "SO": " in a shootout"}


def game_sentences(box: BoxScore) -> list[Sentence]:
    """Return the analysis of a game, sentence by sentence."""
    parts = (_result, _goals, _shots, _power_plays, _skaters, _goalies, _gaps)
    return [sentence for part in parts for sentence in part(box)]


def _result(box: BoxScore) -> Iterator[Sentence]:
    when = "" if box.header.game_date is None else " on {day}"
    facts = {} if box.header.game_date is None else {"day": day(box.header.game_date, "dim_schedule.game_date")}
    teams = sorted(box.teams, key=lambda team: -(_final(team) or 0))
    goals = [_final(team) for team in teams]
    if len(teams) < 2 or goals[0] is None or goals[1] is None:
        return
    source = f"{TEAM_GAMES}.official_goals" if teams[0].official_goals is not None else "qa_goal_accuracy"
    facts |= {"first": name(teams[0].team_name, TEAM_GAMES), "second": name(teams[1].team_name, TEAM_GAMES)}
    facts["score"] = score(goals[0], goals[1], source)
    how = "{first} and {second} tied {score}" if goals[0] == goals[1] else "{first} beat {second} {score}"
    yield write(how + ENDINGS.get(box.header.decided_in or "", "") + when + ".", **facts)


def _goals(box: BoxScore) -> Iterator[Sentence]:
    """Write of the first goal and of the winner, if every goal of the score is tracked."""
    totals = {team.team_name: _final(team) for team in box.teams}
    if not box.goals:
        return
    yield from _goal(box.goals[0], "{scorer} opened the scoring for {team}")
    known = [total for total in totals.values() if total is not None]
    if len(known) < 2 or sum(known) != len(box.goals) or known[0] == known[1] or len(box.goals) == 1:
        return
    winner = max(totals, key=lambda team: totals[team] or 0)
    winning = [goal for goal in box.goals if goal.team_name == winner][min(known)]
    if winning is not box.goals[0]:
        yield from _goal(winning, "{scorer} scored the winner for {team}")


def _goal(goal: Goal, what: str) -> Iterator[Sentence]:
    if goal.scorer is None:
        return
    facts = {"scorer": name(goal.scorer, "fact_goals"), "team": name(goal.team_name, "fact_goals")}
    facts["period"] = number(goal.period, "fact_goals.period")
    if goal.clock_seconds is None:
        yield write(what + " in period {period}.", **facts)
    else:
        facts["left"] = clock(goal.clock_seconds, "fact_goals.clock_seconds")
        yield write(what + " with {left} left in period {period}.", **facts)


def _shots(box: BoxScore) -> Iterator[Sentence]:
    teams = sorted(box.teams, key=lambda team: -(team.sog or 0))
    if len(teams) < 2 or teams[0].sog is None or teams[1].sog is None:
        return
    facts = {"first": name(teams[0].team_name, TEAM_GAMES), "second": name(teams[1].team_name, TEAM_GAMES)}
    facts |= {"a": number(teams[0].sog, f"{TEAM_GAMES}.sog"), "b": number(teams[1].sog, f"{TEAM_GAMES}.sog")}
    what = "Both teams had {a} shots on goal" if teams[0].sog == teams[1].sog else (
        "{first} outshot {second} {a} to {b}"
    )  # fmt: skip
    if teams[0].xg is None or teams[1].xg is None:
        yield write(what + ".", **facts)
        return
    facts |= {"x": number(teams[0].xg, f"{TEAM_GAMES}.xgf"), "y": number(teams[1].xg, f"{TEAM_GAMES}.xgf")}
    yield write(what + "; expected goals were {x} for {first} and {y} for {second}.", **facts)


def _power_plays(box: BoxScore) -> Iterator[Sentence]:
    for team in box.teams:
        if team.power_play_goals:
            source = f"{TEAM_GAMES}.power_play_goals"
            facts = {"team": name(team.team_name, TEAM_GAMES), "goals": count(team.power_play_goals, "goal", source)}
            yield write("{team} scored {goals} on the power play.", **facts)


def _skaters(box: BoxScore) -> Iterator[Sentence]:
    teams = {team.venue: team.team_name for team in box.teams}
    able = [skater for skater in box.skaters if (skater.points or 0) >= 2 and skater.player_name]
    for skater in sorted(able, key=_rank)[:LEADERS]:
        facts = {"player": name(skater.player_name or "", SKATER_GAMES), "team": name(teams[skater.venue], TEAM_GAMES)}
        if skater.goals:
            facts["goals"] = count(skater.goals, "goal", f"{SKATER_GAMES}.goals")
        if skater.assists:
            facts["assists"] = count(skater.assists, "assist", f"{SKATER_GAMES}.assists")
        what = " and ".join(f"{{{counted}}}" for counted in ("goals", "assists") if counted in facts)
        yield write("{player} had " + what + " for {team}.", **facts)


def _rank(skater: Skater) -> tuple[int, int, str]:
    return -(skater.points or 0), -(skater.goals or 0), skater.player_name or ""


def _goalies(box: BoxScore) -> Iterator[Sentence]:
    teams = {team.venue: team.team_name for team in box.teams}
    for goalie in box.goalies:
        if goalie.player_name and goalie.shots_against and goalie.saves is not None:
            yield write(
                "{player} made {saves} on {shots} for {team}.",
                player=name(goalie.player_name, GOALIE_GAMES),
                saves=count(goalie.saves, "save", f"{GOALIE_GAMES}.saves"),
                shots=count(goalie.shots_against, "shot", f"{GOALIE_GAMES}.shots_against"),
                team=name(teams[goalie.venue], TEAM_GAMES),
            )


def _gaps(box: BoxScore) -> Iterator[Sentence]:
    if not box.header.is_complete:
        yield write("The tracking of this game has gaps, so tracked counts may be low.")


def _final(team: Team) -> int | None:
    return team.official_goals if team.official_goals is not None else team.goals
