"""Prints a box score for a person."""

from collections.abc import Sequence

from rich.console import Console

from benchsight.report.box_score import BoxScore, Goal, Goalie, Skater, Team
from benchsight.terminal import UNKNOWN, clock, grid, number

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


def show_box_score(box: BoxScore, console: Console) -> None:
    """Print score by period, goals, team statistics, skaters, goalies and what is wrong with the tracking."""
    header = box.header
    about = [f"Game {header.game_id}", header.game_date, header.season, header.game_type]
    console.print(" · ".join(str(part) for part in about if part), style="bold", markup=False)
    _show_score(box, console)
    _show_goals(box.goals, console)
    _show_team_stats(box.teams, console)
    for team in box.teams:
        _show_skaters(team, [skater for skater in box.skaters if skater.venue == team.venue], console)
    _show_goalies(box, console)
    _show_flags(box, console)


def _show_score(box: BoxScore, console: Console) -> None:
    extra = [
        (heading, column)
        for heading, column in (("OT", "overtime_goals"), ("SO", "shootout_goals"))
        if any(getattr(team, column) for team in box.teams) or box.header.decided_in == heading
    ]
    columns = [("1", "first_period_goals"), ("2", "second_period_goals"), ("3", "third_period_goals"), *extra]
    table = grid("", *(heading for heading, _ in columns), "final", "official")
    for team in box.teams:
        periods = [number(getattr(team, column)) for _, column in columns]
        table.add_row(team.team_name, *periods, number(team.goals), number(team.official_goals))
    console.print(table)


def _show_goals(goals: Sequence[Goal], console: Console) -> None:
    if not goals:
        return
    console.print("\n[bold]Goals[/]")
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


def _show_team_stats(teams: Sequence[Team], console: Console) -> None:
    console.print("\n[bold]Teams[/]")
    table = grid("", *(team.team_name for team in teams))
    for name, column in TEAM_STATS.items():
        values = [number(getattr(team, column)) for team in teams]
        if set(values) != {UNKNOWN}:
            table.add_row(name, *values)
    console.print(table)


def _show_skaters(team: Team, skaters: Sequence[Skater], console: Console) -> None:
    headings = ("G", "A", "P", "+/-", "SOG", "att", "xG", "hits", "blk", "PIM", "FO", "CF%", "TOI", "score")
    table = grid("#", team.team_name, "", *headings, left=3)
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


def _show_goalies(box: BoxScore, console: Console) -> None:
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


def _show_flags(box: BoxScore, console: Console) -> None:
    header = box.header
    if header.is_complete and header.toi_reliable:
        console.print("\nThe tracking covers the whole game, and its ice times add up.", style="dim")
    else:
        what = "Not everything of this game is tracked" if not header.is_complete else "Ice times are not reliable"
        console.print(f"\n{what}: {header.reasons}", style="red", markup=False, soft_wrap=True)
    if header.notes:
        console.print(f"Notes: {header.notes}", style="dim", markup=False, soft_wrap=True)
