"""The tables of a sheet as text, the same for HTML and PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchsight.site.sheet.read import Line, Sheet
from benchsight.web.cells import UNKNOWN, cell

SITUATIONS = {
    "power_play": "power play", "short_handed": "short-handed", "penalty_shot": "penalty shot",
    "empty_net_for": "empty net", "empty_net_against": "goalie pulled",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A table: its title, headings and rows of text. ``left``: columns that are aligned left."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    left: int = 1


def team_part(sheet: Sheet) -> Part:
    """Return what the teams did: shots, their share, special teams."""
    away, home = sheet.box.teams
    rows = [
        (label, *(cell(getattr(team, key), format) for team in (away, home)))
        for label, key, format in (
            ("Shots on goal", "sog", "0"), ("Shot attempts", "shots", "0"), ("Expected goals", "xg", "0.00"),
            ("Penalty minutes", "pim", "0"), ("Hits", "hits", "0"), ("Blocked shots", "blocks", "0"),
            ("Takeaways", "takeaways", "0"), ("Giveaways", "giveaways", "0"),
        )
    ]  # fmt: skip
    special = [sheet.special.get(team.venue, {}) for team in (away, home)]
    rows += [
        (label, *(cell(row.get(key), format) for row in special))
        for label, key, format in (
            ("Share of attempts, 5 on 5 (%)", "cf_pct_5v5", "0.0%"),
            ("Share of expected goals, 5 on 5 (%)", "xg_pct_5v5", "0.0%"), ("Faceoffs won (%)", "fo_pct", "0.0%"),
            ("Time on the power play", "toi_power_play_seconds", "m:ss"),
        )
    ]  # fmt: skip
    rows.append(
        ("Power play", *(f"{cell(row.get('power_play_goals'), '0')} of {cell(row.get('power_play_opportunities'), '0')}"
                         for row in special))
    )  # fmt: skip
    return Part("Teams", ("", away.team_name, home.team_name), rows)


def goals_part(sheet: Sheet) -> Part:
    """Return the goals."""
    rows = [
        (str(goal.period), cell(goal.clock_seconds, "m:ss"), goal.team, goal.people,
         SITUATIONS.get(goal.situation or "", ""), goal.score)
        for goal in sheet.goals
    ]  # fmt: skip
    return Part("Goals", ("Period", "Left", "Team", "Goal (assists)", "", "Score"), rows, left=5)


def goalies_part(sheet: Sheet) -> Part:
    """Return the goalies of both sides."""
    rows = [
        (sheet.teams[goalie.venue], goalie.player_name or "unknown", cell(goalie.shots_against, "0"),
         cell(goalie.saves, "0"), cell(goalie.goals_against, "0"), cell(goalie.save_pct, "0.0%"),
         cell(goalie.goals_saved_above_expected, "+0.00"), cell(goalie.toi_seconds, "m:ss"))
        for goalie in sheet.box.goalies
    ]  # fmt: skip
    return Part("Goalies", ("Team", "Goalie", "SA", "SV", "GA", "SV%", "Saved", "TOI"), rows, left=2)


def lines_part(sheet: Sheet, venue: str) -> Part:
    """Return forward lines, then pairs, of a side."""
    rows = [_line(line) for line in (*sheet.lines[venue], *sheet.pairs[venue])]
    return Part(f"Lines and pairs: {sheet.teams[venue]}", ("", "TOI", "GF-GA", "CF%", "xG%"), rows)


def matchups_part(sheet: Sheet, venue: str) -> Part:
    """Return who of a side held the best of the other one."""
    rows = [
        (matchup.rival, ", ".join(f"{name} ({cell(share, '0')}%, {cell(seconds, 'm:ss')})"
                                  for name, share, seconds in matchup.best))
        for matchup in sheet.matchups[venue]
    ]  # fmt: skip
    return Part(
        f"Against their best: {sheet.teams[venue]}",
        ("Rival", "Held best by (share of attempts, time together)"),
        rows,
        left=2,
    )


def note_of(sheet: Sheet) -> str:
    """Return what a reader has to know of the numbers."""
    header = sheet.box.header
    if header.is_complete and header.toi_reliable:
        return "The tracking covers the whole game."
    return f"Not all of this game is tracked: {header.reasons}"


def about(sheet: Sheet) -> str:
    """Return date, kind and number of the game."""
    header = sheet.box.header
    parts = [cell(header.game_date), header.game_type, f"game {header.game_id}"]
    return " · ".join(part for part in parts if part and part != UNKNOWN)


def _line(line: Line) -> tuple[str, ...]:
    goals = f"{cell(line.gf, '0')}-{cell(line.ga, '0')}"
    return line.people, cell(line.toi_seconds, "m:ss"), goals, cell(line.cf_pct, "0.0%"), cell(line.xg_pct, "0.0%")
