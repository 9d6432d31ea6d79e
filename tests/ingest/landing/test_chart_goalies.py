"""The goalies of a shift chart."""

from ingest.landing.chart_goalies import Stretch, goalies_of


def stretches(*written: tuple[int, int, str]) -> list[Stretch]:
    """Stretches from period, seconds and the numbers on the ice."""
    return [
        Stretch(period, seconds, frozenset(int(number) for number in on.split())) for period, seconds, on in written
    ]


def test_positions_come_first_however_short_the_time() -> None:
    found = goalies_of(stretches((1, 1000, "1 9"), (1, 200, "30 9")), {30: "Goalie", 9: "C"}, True)
    assert found == {1: frozenset({30})}


def test_without_positions_it_is_the_one_nearly_always_on_and_who_stands_in() -> None:
    found = goalies_of(stretches((1, 600, "1 9"), (1, 500, "1 8"), (2, 100, "30 9"), (2, 50, "9 8")), {}, False)
    assert found == {1: frozenset({1}), 2: frozenset({1})}
    found = goalies_of(stretches((1, 600, "1 9"), (1, 500, "1 8"), (2, 100, "30 9"), (2, 20, "30 8")), {}, False)
    assert found == {1: frozenset({1, 30}), 2: frozenset({1, 30})}


def test_goalies_who_share_the_game_are_recognised_by_period() -> None:
    found = goalies_of(stretches((1, 600, "1 9"), (1, 600, "1 8"), (2, 600, "30 9"), (2, 600, "30 8")), {}, False)
    assert found == {1: frozenset({1}), 2: frozenset({30})}


def test_a_skater_is_no_goalie_where_the_roster_has_one() -> None:
    always = stretches((1, 600, "4 9"), (1, 600, "4 8"))
    assert goalies_of(always, {4: "D", 8: "C", 9: "C"}, True) == {1: frozenset()}
    assert goalies_of(always, {4: "D", 8: "C", 9: "C"}, False) == {1: frozenset({4})}


def test_several_players_who_are_always_on_leave_the_goalie_unknown() -> None:
    assert goalies_of(stretches((1, 600, "1 9 8")), {}, False) == {1: frozenset()}
