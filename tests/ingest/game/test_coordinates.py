"""Coordinates are recognised by zones and attempts, for any origin, unit and ends."""

import math
from collections.abc import Callable, Iterator
from random import Random

import pytest

from ingest.contract.extract import Extract
from ingest.game.coordinates import (
    OURS,
    UNITS,
    Ends,
    Spot,
    System,
    contradicts_zone,
    recognise_system,
)
from ingest.game.model import Point

ReadCsv = Callable[[list[list[str]]], Extract]
Places = list[tuple[Point, str, str, str, int]]
HEADER = [
    "event_key",
    "game_id",
    "event_index",
    "period",
    "event_type",
    "event_team",
    "event_team_zone",
    "puck_x",
    "puck_y",
]


def places(number: int = 60, seed: int = 1) -> Iterator[tuple[Point, str, str, str, int]]:
    """Return places of a game in feet from centre ice, home attacking +x: shots at the nets, passes in every zone."""
    rng = Random(seed)
    for index in range(number):
        side, period = rng.choice(("home", "away")), 1 + index * 3 // number
        zone = "o" if index % 2 else rng.choice("odn")
        attack = {"o": rng.uniform(30, 88), "d": -rng.uniform(30, 88), "n": rng.uniform(-22, 22)}[zone]
        x = attack if side == "home" else -attack
        yield (x, rng.uniform(-40, 40)), side, zone, "Shot" if index % 2 else "Pass", period


def noted_in(system: System, place: tuple[Point, str, str, str, int]) -> Spot:
    """Return a place in the coordinates of another system."""
    (x, y), side, zone, kind, period = place
    if system.turns(side, period):
        x, y = -x, -y
    unit = system.unit
    return Spot((x / unit.feet[0] + unit.centre[0], y / unit.feet[1] + unit.centre[1]), side, zone, kind, period)


@pytest.mark.parametrize("ends", Ends)
@pytest.mark.parametrize("unit", [unit for unit in UNITS if "30 m" not in unit.name], ids=lambda unit: unit.name)
def test_every_system_is_recognised_and_turned_into_ours(unit: object, ends: Ends) -> None:
    system = next(System(each, ends) for each in UNITS if each is unit)
    game = list(places())
    spots = [noted_in(system, place) for place in game]
    found = recognise_system(spots, OURS)
    assert found.system is not None
    assert (found.reason is None) == (system == OURS)
    for spot, place in zip(spots, game, strict=True):
        ours = found.system.ours(spot.point, spot.side, spot.period)
        assert ours is not None
        assert math.dist(ours, place[0]) < 0.1


def test_a_wide_rink_in_metres_is_recognised() -> None:
    system = System(next(unit for unit in UNITS if "60 by 30" in unit.name), Ends.HOME_RIGHT_FIRST)
    game = [*places(), ((60.0, 48.0), "home", "o", "Shot", 1)]
    assert recognise_system([noted_in(system, place) for place in game], OURS).system == system


def test_a_few_wrong_zones_change_nothing() -> None:
    game = [(point, side, "d" if number % 7 == 0 else zone, kind, period)
            for number, (point, side, zone, kind, period) in enumerate(places())]  # fmt: skip
    assert recognise_system([noted_in(OURS, place) for place in game], OURS) == recognise_system([], OURS)


@pytest.mark.parametrize(
    ("point", "unit"),
    [((24.4, 0.1), "metres from centre ice"), ((180.0, 42.0), "feet from a corner"), ((0.9, 0.5), "0 to 1")],
)
def test_attempts_from_one_place_tell_it_where_only_one_system_makes_sense(point: Point, unit: str) -> None:
    spots = [Spot(point, side, "o", "Shot", 1) for side in ("home", "away") * 4]
    system = recognise_system(spots, OURS).system
    assert system is not None and unit in system.unit.name and system.ends is Ends.TEAM_RIGHT


@pytest.mark.parametrize("unit", ["metres from a corner", "metres from a corner of a rink of 60 by 30 m"])
def test_metres_from_a_corner_are_not_feet_near_one_board(unit: str) -> None:
    system = System(next(each for each in UNITS if each.name == unit), Ends.HOME_RIGHT)
    before_the_nets = [(x, y) for x, y in ((80.0, 5.0), (70.0, -10.0), (60.0, 20.0), (75.0, 0.0), (65.0, -12.0))]
    game = [((x, y), "home", "o", "Shot", 1) for x, y in before_the_nets]
    game += [((-x, -y), "away", "o", "Shot", 2) for x, y in before_the_nets]
    found = recognise_system([noted_in(system, place) for place in game], OURS).system
    assert found is not None
    assert all(
        math.dist(found.ours(noted_in(system, place).point, place[1], place[4]) or (0, 0), place[0]) < 8
        for place in game
    )


def test_attempts_from_a_place_that_two_systems_explain_are_left_out_with_both_names() -> None:
    spots = [Spot((54.9, 12.8), side, "o", "Shot", 1) for side in ("home", "away") * 4]
    found = recognise_system(spots, OURS)
    assert found.system is None
    assert found.reason is not None and "they may be feet from centre ice" in found.reason


def test_attempts_alone_tell_the_system() -> None:
    system = System(UNITS[1], Ends.HOME_LEFT_FIRST)
    spots = [noted_in(system, place)._replace(zone=None) for place in places() if place[3] == "Shot"]
    assert recognise_system(spots, OURS).system == system


@pytest.mark.parametrize(
    "points",
    [
        [(500.0 + number, 300.0) for number in range(20)],  # pixels of a screen
        [(math.inf, 0.0)] * 20,
        [(150.0, 20.0), (30.0, 60.0)] * 2,  # too few to tell
    ],
)
def test_unknown_systems_are_left_out_and_noted(points: list[Point]) -> None:
    found = recognise_system([Spot(point, "home", "o", "Shot", 1) for point in points], OURS)
    assert found.system is None
    assert found.reason is not None and "system cannot be recognised" in found.reason


def test_two_systems_that_fit_alike_are_not_guessed() -> None:
    rng = Random(3)
    spots = [Spot((rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9)), None, None, "Pass", 1) for _ in range(20)]
    assert recognise_system(spots, None).system is None


@pytest.mark.parametrize(
    ("x", "side", "zone", "contradicts"),
    [
        *[(-80, "home", "o", True), (80, "home", "o", False), (80, "away", "o", True), (20, "home", "o", False)],
        *[(80, "home", "d", True), (-80, "home", "d", False), (60, "home", "n", True), (-40, "away", "n", False)],
        *[(-80, None, "o", False), (-80, "home", None, False)],
    ],
)
def test_a_place_at_the_other_end_contradicts_its_zone(
    x: float, side: str | None, zone: str | None, contradicts: bool
) -> None:
    assert contradicts_zone((x, 0.0), side, zone) is contradicts


def csv_rows(spots: list[Spot]) -> list[list[str]]:
    """Header and rows of a CSV file with these places."""
    return [HEADER] + [
        [f"E7{number:05d}", "7", str(number), str(spot.period), str(spot.kind), str(spot.side), spot.zone or ""]
        + [f"{value:.4f}" for value in spot.point]
        for number, spot in enumerate(spots, 1)
    ]  # fmt: skip


def test_a_csv_with_the_origin_in_a_corner_lands_in_ours(read_csv: ReadCsv) -> None:
    game = list(places())
    system = System(UNITS[1], Ends.TEAM_RIGHT)
    extract = read_csv(csv_rows([noted_in(system, place) for place in game]))
    rows = extract.tables["staging_events"].rows
    assert all(math.dist((row["puck_x"], row["puck_y"]), place[0]) < 0.1 for row, place in zip(rows, game, strict=True))
    assert "game 7: coordinates recognised as feet from a corner, the team of the event attacks right" in str(
        extract.problems[0]
    )


def test_a_csv_in_ours_is_left_as_it_is_but_for_points_that_cannot_be(read_csv: ReadCsv) -> None:
    spots = [noted_in(OURS, place) for place in places()]
    spots[3] = spots[3]._replace(point=(-80.0 if spots[3].side == "home" else 80.0, 1.0), zone="o")
    spots[4] = spots[4]._replace(point=(180.0, 42.0))
    extract = read_csv(csv_rows(spots))
    rows = extract.tables["staging_events"].rows
    assert [number for number, row in enumerate(rows) if row["puck_x"] is None] == [3, 4]
    assert rows[0]["puck_x"] == f"{spots[0].point[0]:.4f}"
    assert [problem.reason for problem in extract.problems] == [
        "a position far from the zone of the event; left out",
        "a position outside the rink; left out",
    ]
    assert rows[4]["raw"]["puck_x"] == "180.0000"
