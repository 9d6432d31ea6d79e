"""Reads the coach's sheet: the numbers of the box score, lines, match-ups, shots."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from benchsight.reads.box_score import BoxScore, read_box_score
from benchsight.web.names import shown_name
from benchsight.web.reader import PageReader, Row

PEOPLE = """
    select player_id, player_number, player_name, venue, is_goalie, points, game_score, toi_seconds
    from public.fact_player_game_stats
    where game_id = %(game)s
"""
GOALS = """
    select
        period, clock_seconds, venue, scorer_id, primary_assist_id, secondary_assist_id, situation, home_score,
        away_score
    from public.fact_goals
    where game_id = %(game)s
    order by goal_number
"""
SPECIAL = """
    select venue, power_play_goals, power_play_opportunities, toi_power_play_seconds, cf_pct_5v5, xg_pct_5v5, fo_pct
    from public.fact_team_game_stats
    where game_id = %(game)s
"""
LINES = """
    select
        venue, line_type, player_1_id, player_2_id, player_3_id, toi_seconds, gf, ga, cf, ca, cf_pct, xg_pct
    from public.fact_line_combos
    where game_id = %(game)s and line_type = %(type)s and toi_seconds >= %(least)s
    order by venue, toi_seconds desc, line_key
"""
SHOTS = """
    select venue, outcome, attack_x, attack_y, danger
    from public.fact_shots
    where game_id = %(game)s and not is_penalty_shot
    order by event_number
"""
# The defenders and forwards that faced a man longest, with the share of attempts while both were on the ice.
MATCHUPS = """
    select
        venue, player_id, opponent_id, toi_seconds, cf, ca, xgf, xga,
        round(100.0 * cf / nullif(cf + ca, 0), 1) as cf_pct
    from public.fact_h2h
    where game_id = %(game)s and toi_seconds >= %(least)s
"""
MOST_LINES, MOST_PAIRS, MOST_RIVALS, BEST = 4, 3, 4, 2
LEAST_SECONDS = 180  # together on the ice, for a match-up to say anything
LEAST_LINE_SECONDS = 60  # a line that played less was a change


@dataclass(frozen=True)
class Line:
    """A line or pair; ``people`` as they are shown."""

    people: str
    toi_seconds: int
    gf: int | None
    ga: int | None
    cf_pct: Decimal | None
    xg_pct: Decimal | None


@dataclass(frozen=True)
class Matchup:
    """A rival, and those of ours against whom his side had the smallest share of attempts: name, share, seconds."""

    rival: str
    best: list[tuple[str, Decimal, int]]


@dataclass(frozen=True)
class SheetGoal:
    """A goal with its assists and the score after it."""

    period: int
    clock_seconds: int | None
    team: str
    people: str
    situation: str | None
    score: str


@dataclass(frozen=True)
class Sheet:
    """A game on one page; dicts by venue, the away side first. ``box`` has names as the settings show them."""

    box: BoxScore
    teams: dict[str, str]
    special: dict[str, Row]
    goals: list[SheetGoal]
    lines: dict[str, list[Line]]
    pairs: dict[str, list[Line]]
    matchups: dict[str, list[Matchup]]
    shots: dict[str, list[Row]]

    @property
    def has_places(self) -> bool:
        """Whether the shots have positions."""
        return any(shot["attack_x"] is not None for shots in self.shots.values() for shot in shots)

    @property
    def title(self) -> str:
        """Teams and score."""
        away, home = self.box.teams
        return f"{away.team_name} {_number(away.goals)}, {home.team_name} {_number(home.goals)}"


def read_sheet(reader: PageReader, game: int) -> Sheet:
    """Return the sheet of a built game. Raise NotBuilt."""
    box = read_box_score(reader.connection, game)
    people = {row["player_id"]: row for row in reader.rows(PEOPLE, {"game": game})}
    teams = {team.venue: team.team_name for team in box.teams}
    faced = reader.rows(MATCHUPS, {"game": game, "least": LEAST_SECONDS})
    shots = reader.rows(SHOTS, {"game": game})
    return Sheet(
        box=_with_shown_names(box, reader),
        teams=teams,
        special={row["venue"]: row for row in reader.rows(SPECIAL, {"game": game})},
        goals=[_goal(row, teams, people) for row in reader.rows(GOALS, {"game": game})],
        lines=_lines(reader, game, "forward_line", people, MOST_LINES),
        pairs=_lines(reader, game, "defense_pair", people, MOST_PAIRS),
        matchups={venue: _matchups(venue, faced, people) for venue in ("away", "home")},
        shots={venue: [shot for shot in shots if shot["venue"] == venue] for venue in ("away", "home")},
    )


def _with_shown_names(box: BoxScore, reader: PageReader) -> BoxScore:
    def shown(person: Any) -> Any:
        return replace(person, player_name=shown_name(reader.names, person.player_name, person.player_number))

    return BoxScore(
        box.header, box.teams, box.periods, [], [shown(each) for each in box.skaters],
        [shown(each) for each in box.goalies], box.shots_on_goal,
    )  # fmt: skip


def _lines(reader: PageReader, game: int, kind: str, people: dict[str, Row], most: int) -> dict[str, list[Line]]:
    """Return the lines of each side that played most, best share of expected goals first."""
    rows = reader.rows(LINES, {"game": game, "type": kind, "least": LEAST_LINE_SECONDS})
    found = {}
    for venue in ("away", "home"):
        played = [_line(row, people) for row in rows if row["venue"] == venue][:most]
        found[venue] = sorted(played, key=lambda line: (line.xg_pct is None, -(line.xg_pct or 0)))
    return found


def _line(row: Row, people: dict[str, Row]) -> Line:
    ids = [row[f"player_{number}_id"] for number in (1, 2, 3)]
    names = ", ".join(_short(each, people) for each in ids if each is not None)
    return Line(names, row["toi_seconds"], row["gf"], row["ga"], row["cf_pct"], row["xg_pct"])


def _matchups(venue: str, faced: list[Row], people: dict[str, Row]) -> list[Matchup]:
    """Return the best skaters of the other side, and who of ``venue`` held them."""
    rivals = [
        row
        for row in people.values()
        if row["venue"] not in (venue, None) and not row["is_goalie"] and row["toi_seconds"]
    ]
    rivals.sort(key=lambda row: (-(row["points"] or 0), -(row["game_score"] or 0), row["player_id"]))
    found = []
    for rival in rivals:
        against = [
            row for row in faced
            if row["venue"] == venue and row["opponent_id"] == rival["player_id"] and row["cf_pct"] is not None
        ]  # fmt: skip
        against.sort(key=lambda row: (-row["cf_pct"], -row["toi_seconds"], row["player_id"]))
        best = [(_short(row["player_id"], people), row["cf_pct"], row["toi_seconds"]) for row in against[:BEST]]
        if best:
            found.append(Matchup(_short(rival["player_id"], people), best))
    return found[:MOST_RIVALS]


def _goal(row: Row, teams: dict[str, str], people: dict[str, Row]) -> SheetGoal:
    assists = _names([row["primary_assist_id"], row["secondary_assist_id"]], people)
    scorer = _name(row["scorer_id"], people)
    return SheetGoal(
        row["period"], row["clock_seconds"], teams[row["venue"]], f"{scorer} ({assists})" if assists else scorer,
        row["situation"], f"{row['away_score']}-{row['home_score']}",
    )  # fmt: skip


def _names(ids: list[str | None], people: dict[str, Row]) -> str:
    return ", ".join(_name(each, people) for each in ids if each is not None)


def _short(player: str | None, people: dict[str, Row]) -> str:
    """Return number and last name, for narrow columns; initials and numbers stay as they are."""
    name = _name(player, people)
    number, _, rest = name.partition(" ")
    return f"{number} {rest.split()[-1]}" if number.isdigit() and rest and "." not in rest else name


def _name(player: str | None, people: dict[str, Row]) -> str:
    """Return number and name; where names are numbers, the number alone."""
    row = people.get(player or "")
    if row is None or row["player_name"] is None:
        return "unknown"
    number, name = row["player_number"], str(row["player_name"])
    return name if number is None or name.startswith("#") else f"{number} {name}"


def _number(value: int | None) -> str:
    return "?" if value is None else str(value)
