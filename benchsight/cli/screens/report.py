"""Prints a box score for a person."""

from collections.abc import Sequence

from benchsight.reads.box_score import BoxScore, Goal, Goalie, ShotsOnGoal, Skater, Team
from benchsight.terminal.text import UNKNOWN, Terminal, clock, grid, number

SITUATIONS = {
    "power_play": "power play",
    "short_handed": "short-handed",
    "penalty_shot": "penalty shot",
    "empty_net_for": "empty net",
    "empty_net_against": "goalie pulled",
}
TEAM_STATS = {
    "shots on goal": "sog",
    "shot attempts": "shots",
    "expected goals": "xg",
    "power-play goals": "power_play_goals",
    "penalty minutes": "pim",
    "faceoffs won": "fo_wins",
    "hits": "hits",
    "blocked shots": "blocks",
    "giveaways": "giveaways",
    "takeaways": "takeaways",
    "passes completed %": "pass_pct",
    "zone entries": "zone_entries",
    "zone exits": "zone_exits",
}

LESS_IMPORTANT = ("blk", "hits", "score", "xG", "att", "FO")
REASONS = {
    "empty_net_goals": "into an empty net",
    "at_unknown_goalie": "at a goalie nobody noted",
    "without_save": "noted without a save",
}


def show_box_score(box: BoxScore, console: Terminal) -> None:
    """Print score by period, goals, team statistics, skaters, goalies and faults of the tracking."""
    header = box.header
    about = [f"Game {header.game_id}", header.game_date, header.season, header.game_type]
    console.say(" · ".join(str(part) for part in about if part), style="bold")
    _show_score(box, console)
    _show_goals(box.goals, console)
    _show_team_stats(box.teams, console)
    for team in box.teams:
        _show_skaters(team, [skater for skater in box.skaters if skater.venue == team.venue], console)
    _show_goalies(box, console)
    _show_shots(box.shots_on_goal, console)
    _show_flags(box, console)


def _show_score(box: BoxScore, console: Terminal) -> None:
    decided_in = box.header.decided_in
    regulation = sorted({period.period for period in box.periods if not period.is_overtime})
    has_overtime = decided_in == "OT" or any(period.goals for period in box.periods if period.is_overtime)
    has_shootout = decided_in == "SO" or any(team.shootout_goals for team in box.teams)
    extra = ["OT"] * has_overtime + ["SO"] * has_shootout
    table = grid("", *map(str, regulation), *extra, "final" if box.header.is_complete else "tracked", "official")
    for team in box.teams:
        goals = {each.period: each.goals for each in box.periods if each.venue == team.venue}
        overtime = [each.goals for each in box.periods if each.venue == team.venue and each.is_overtime]
        known = [number for number in overtime if number is not None]
        after = [sum(known) if known else None] * has_overtime + [team.shootout_goals] * has_shootout
        cells = [*(goals[period] for period in regulation), *after, team.goals, team.official_goals]
        table.add_row(team.team_name, *map(number, cells))
    console.print(table)


def _show_goals(goals: Sequence[Goal], console: Terminal) -> None:
    if not goals:
        return
    console.say("\nGoals", style="bold")
    table = grid("per.", "left", "", "goal", "", "score", left=5)
    for goal in goals:
        assists = ", ".join(name for name in (goal.primary_assist, goal.secondary_assist) if name)
        table.add_row(
            number(goal.period),
            clock(goal.clock_seconds),
            goal.team_name,
            f"{goal.scorer or 'unknown'}{f' ({assists})' if assists else ''}",
            SITUATIONS.get(goal.situation or "", ""),
            f"{goal.away_score}-{goal.home_score}",
        )
    console.print(table)


def _show_team_stats(teams: Sequence[Team], console: Terminal) -> None:
    console.say("\nTeams", style="bold")
    table = grid("", *(team.team_name for team in teams))
    for name, column in TEAM_STATS.items():
        values = [number(getattr(team, column)) for team in teams]
        if set(values) != {UNKNOWN}:
            table.add_row(name, *values)
    console.print(table)


def _show_skaters(team: Team, skaters: Sequence[Skater], console: Terminal) -> None:
    headings = ("G", "A", "P", "+/-", "SOG", "att", "xG", "hits", "blk", "PIM", "FO", "CF%", "TOI", "score")
    table = grid("#", team.team_name, "", *headings, left=3, optional=LESS_IMPORTANT)
    console.print()
    for skater in skaters:
        faceoffs = UNKNOWN if not skater.fo_wins and not skater.fo_losses else f"{skater.fo_wins}-{skater.fo_losses}"
        plus_minus = UNKNOWN if skater.plus_minus is None else f"{skater.plus_minus:+d}" if skater.plus_minus else "0"
        before = (skater.goals, skater.assists, skater.points)
        after = (skater.sog, skater.shots, skater.xg, skater.hits, skater.blocks, skater.pim)
        table.add_row(
            number(skater.player_number),
            skater.player_name or "unknown",
            skater.position_code or "",
            *map(number, before),
            plus_minus,
            *map(number, after),
            faceoffs,
            number(skater.cf_pct),
            clock(skater.toi_seconds),
            number(skater.game_score),
        )
    console.print(table)


def _show_goalies(box: BoxScore, console: Terminal) -> None:
    if not box.goalies:
        return
    table = grid("#", "goalies", "", "SA", "SV", "GA", "SV%", "xGA", "GSAx", "TOI", left=3)
    console.print()
    teams = {team.venue: team.team_name for team in box.teams}
    for goalie in box.goalies:
        table.add_row(
            number(goalie.player_number), goalie.player_name or "unknown", teams[goalie.venue], *_goalie_numbers(goalie)
        )
    console.print(table)


def _goalie_numbers(goalie: Goalie) -> list[str]:
    counts = (goalie.shots_against, goalie.saves, goalie.goals_against, goalie.save_pct)
    expected = (goalie.xg_against, goalie.goals_saved_above_expected)
    return [*map(number, counts), *map(number, expected), clock(goalie.toi_seconds)]


def _show_shots(sides: Sequence[ShotsOnGoal], console: Terminal) -> None:
    """Say where shots on goal went that are not among the shots against of the other side's goalies."""
    lines = [f"{side.team_name}: {_shots(side)}" for side in sides if side.sog != side.against_goalies]
    if lines:
        console.say("\nShots on goal that are not what the goalies faced", style="bold")
    for line in lines:
        console.say(line, indent=2)


def _shots(side: ShotsOnGoal) -> str:
    if side.against_goalies is None:
        return f"{number(side.sog)} shots on goal, and no goalie of the other side is known"
    parts = [f"{getattr(side, column)} {reason}" for column, reason in REASONS.items() if getattr(side, column)]
    if side.goals_without_shot:
        parts.append(f"less {side.goals_without_shot} let in without a shot")
    explained = (
        side.against_goalies
        + side.empty_net_goals
        + side.at_unknown_goalie
        + side.without_save
        - side.goals_without_shot
    )
    if side.sog is not None and side.sog != explained:
        parts.append(f"{side.sog - explained:+d} that the events do not explain")
    return f"{number(side.sog)} shots on goal: {', '.join([f'{side.against_goalies} at the goalies', *parts])}"


def _show_flags(box: BoxScore, console: Terminal) -> None:
    header = box.header
    if header.is_complete and header.toi_reliable:
        console.say("\nThe tracking covers the whole game, and its ice times add up.", style="dim")
    else:
        what = "Not everything of this game is tracked" if not header.is_complete else "Ice times are not reliable"
        console.say(f"\n{what}: {header.reasons}", style="red")
    if header.notes:
        console.say(f"Notes: {header.notes}", style="dim")
