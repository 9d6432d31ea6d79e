"""With and without two to five team mates, on four stints that can be added up by hand."""

from collections.abc import Iterator

import psycopg
import pytest

from benchsight.site.game_types import GameTypeChoice
from benchsight.site.seasons import SeasonChoice
from benchsight.site.teams.line_tool import Choice, read_choice, read_line
from benchsight.site.teams.team import Team
from benchsight.web.reader import PageReader

COLUMNS = ("gf", "ga", "sf", "sa", "cf", "ca", "xgf", "xga")
# as the team T sees them: side, skaters, seconds, situation, goals for and against, attempts for and against
STINTS = (
    ("home", ["A", "B", "C", "D", "E", None], 600, "even", 1, 0, 10, 5),
    ("home", ["A", "B", "X", "D", "E", None], 300, "even", 0, 1, 3, 6),
    ("away", ["X", "Y", "A", "D", None, None], 120, "short_handed", 0, 0, 0, 4),
    ("away", ["X", "Y", "Z", "D", "E", None], 60, "even", 0, 0, 1, 1),
)


@pytest.fixture
def stints(empty_database_url: str) -> Iterator[PageReader]:
    """Yield a reader of a database that has nothing but the four stints, and one of another season."""
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        values = ["situation text", *(f"{name} numeric" for name in COLUMNS)]
        sides = [f"{side}_{value}" for side in ("home", "away") for value in values]
        slots = [f"{side}_player_{slot}_id text" for side in ("home", "away") for slot in range(1, 7)]
        teams = ["home_team_id text", "away_team_id text", "home_skaters int", "away_skaters int"]
        nets = ["is_home_net_empty boolean default false", "is_away_net_empty boolean default false"]
        columns = ", ".join(["game_id int", "duration_seconds int", *sides, *slots, *teams, *nets])
        connection.execute(f"create table public.fact_shifts ({columns})".encode())
        connection.execute(
            """create table public.dim_schedule
            (game_id int, season_id text, game_kind text, home_team_id text, away_team_id text)"""
        )
        games = [(1, "S", "T", "U"), (2, "S", "U", "T"), (3, "R", "T", "U")]
        for game, season, home, away in games:
            connection.execute(
                "insert into public.dim_schedule values (%s, %s, 'regular', %s, %s)", (game, season, home, away)
            )
        for stint in STINTS:
            _insert(connection, 1 if stint[0] == "home" else 2, stint)
        _insert(connection, 3, STINTS[0])
        yield PageReader(connection)


def _insert(connection: psycopg.Connection, game: int, stint: tuple) -> None:  # type: ignore[type-arg]
    side, skaters, seconds, situation, gf, ga, cf, ca = stint
    other = "away" if side == "home" else "home"
    values = {
        "game_id": game, "duration_seconds": seconds, f"{side}_team_id": "T", f"{other}_team_id": "U",
        f"{side}_situation": situation, f"{side}_skaters": sum(map(bool, skaters)), f"{other}_skaters": 5,
        f"{side}_gf": gf, f"{side}_ga": ga, f"{side}_sf": gf, f"{side}_sa": ga, f"{side}_cf": cf, f"{side}_ca": ca,
        f"{side}_xgf": cf / 10, f"{side}_xga": ca / 10, f"{other}_gf": ga, f"{other}_cf": ca,
    }  # fmt: skip
    values |= {f"{side}_player_{slot}_id": skater for slot, skater in enumerate(skaters, 1)}
    values |= {f"{other}_player_{slot}_id": f"U{slot}" for slot in range(1, 6)}
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    connection.execute(f"insert into public.fact_shifts ({names}) values ({marks})".encode(), list(values.values()))


def _team(season: str = "S") -> Team:
    row = {
        "team_id": "T",
        "team_name": "T",
        "long_team_name": None,
        "color_1": None,
        "color_2": None,
        "is_listed": True,
    }
    return Team(row, SeasonChoice(season, season, []), GameTypeChoice("regular", []))


def test_three_players_are_counted_as_three(stints: PageReader) -> None:
    """Each second of the team is in one row: all, some, or none of them."""
    table = read_line(stints, _team(), Choice(("A", "B", "C"), minutes=2), {"A": "Ada"})
    found = {row["who"]: (row["toi"], row["gf"], row["ga"], row["cf"], row["ca"], row["grey"]) for row in table.rows}
    assert found == {
        "All together": (600, 1, 0, 10, 5, False),
        "Not all together": (420, 0, 1, 3, 10, False),
        "Ada + B, without the other": (300, 0, 1, 3, 6, False),
        "Ada, without the others": (120, 0, 0, 0, 4, False),
        "None of them": (60, 0, 0, 1, 1, True),
    }
    assert [round(float(row["xg_pct"]), 2) for row in table.rows][:2] == [66.67, 23.08]


def test_situations_leave_out_other_stints(stints: PageReader) -> None:
    """Five against five has no stint of four skaters; nothing on the ice is known as 0 seconds, not as unknown."""
    table = read_line(stints, _team(), read_choice(["A", "E"], "5v5", 0), {})
    seconds = {row["who"]: row["toi"] for row in table.rows}
    assert seconds == {"All together": 900, "E, without the other": 60, "None of them": 0}
    assert read_line(stints, _team(), Choice(("A", "E"), "short_handed"), {}).rows[1]["toi"] == 120


def test_a_season_without_stints_says_so(stints: PageReader) -> None:
    """No rows of zeros where nothing was tracked."""
    table = read_line(stints, _team("Q"), Choice(("A", "B")), {})
    assert not table.rows and "No stint" in table.empty


@pytest.mark.parametrize(
    ("players", "problem"),
    [
        (["A", "A", ""], "Choose 2 to 5 team mates."),
        (["A", "B"], ""),
        (["A", "B", "C", "D", "E", "F"], "At most 5 team mates, not 6."),
    ],
)
def test_a_choice_is_two_to_five_players(players: list[str], problem: str) -> None:
    """One named twice counts once; an unknown strength is all situations."""
    choice = read_choice(players, "nonsense", 20)
    assert (choice.problem, choice.strength) == (problem, "all")
