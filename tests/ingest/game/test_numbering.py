"""Links between events, and role numbers within one."""

from collections.abc import Callable

import pytest

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedPlayer
from ingest.game.numbering import goal_indexes, in_order_of_play, link_chains, number_roles, without_repeats

BuildEvent = Callable[..., TrackedEvent]
BuildPlayer = Callable[..., TrackedPlayer]


def test_chain_numbers_stay_as_they_are(played: BuildEvent) -> None:
    chains = {14: 0, 15: 0, 40: 1, 41: 1, 60: 2, 61: 2}
    events = [played(index, chain=chains.get(index)) for index in range(70)]
    link_chains(events)
    assert {event.index: event.chain for event in events if event.chain is not None} == chains


def test_chain_numbers_of_a_short_game_are_not_taken_for_events(played: BuildEvent) -> None:
    chains = {3: 0, 4: 0, 8: 1, 9: 1}
    events = [played(index, start=600 - 10 * index, chain=chains.get(index)) for index in range(12)]
    link_chains(events)
    assert {event.index: event.chain for event in events if event.chain is not None} == chains


def test_pointers_to_the_event_before_give_a_play_one_number(played: BuildEvent) -> None:
    events = [played(40), played(41, chain=40), played(42, chain=41), played(50), played(51, chain=50), played(60)]
    link_chains(events)
    assert [event.chain for event in events] == [40, 40, 40, 50, 50, None]


def test_events_that_point_at_each_other_end_somewhere(played: BuildEvent) -> None:
    events = [played(40, chain=41), played(41, chain=40), played(42, chain=41)]
    link_chains(events)
    assert all(event.chain in (40, 41) for event in events)


def test_an_assist_means_the_goal_where_two_events_share_a_number(played: BuildEvent) -> None:
    events = [played(9, event_type="Shot"), played(9, event_type="Goal")]
    assert goal_indexes(events, [9, 50_009]) == {9: 50_009}


def test_a_role_given_twice_is_numbered_by_order(played: BuildEvent, player: BuildPlayer, notes: Notes) -> None:
    event = played(
        1, players=[player("event", 1, 9), player("opp", 1, 8), player("event", 1, 7), player("event", 2, 6)]
    )
    number_roles(event, notes)
    assert [(p.jersey, p.role_number) for p in event.players] == [(9, 1), (8, 1), (7, 2), (6, 3)]


def test_numbers_that_are_unique_stay(played: BuildEvent, player: BuildPlayer, notes: Notes) -> None:
    event = played(1, players=[player("event", 3, 9), player("event", 1, 8)])
    number_roles(event, notes)
    assert [p.role_number for p in event.players] == [3, 1]
    assert notes.problems() == []


def test_a_role_without_number_comes_last(played: BuildEvent, player: BuildPlayer, notes: Notes) -> None:
    event = played(1, players=[player("event", None, 9), player("event", 1, 8)])
    number_roles(event, notes)
    assert [(p.jersey, p.role_number) for p in event.players] == [(9, 2), (8, 1)]


def test_an_event_that_is_there_again_word_for_word_counts_once(
    played: BuildEvent, player: BuildPlayer, notes: Notes
) -> None:
    def shot(jersey: int, place: int) -> TrackedEvent:
        event = played(5, event_type="Shot", players=[player("event", 1, jersey)])
        event.origin = Origin(f"events[{place}]", None)
        return event

    events = [shot(9, 0), played(6), shot(9, 2), shot(8, 3)]
    assert without_repeats(events, "staging_events", "event_index", notes) == [events[0], events[1], events[3]]
    (problem,) = notes.problems()
    assert (problem.reason, problem.origin.sheet, problem.fatal) == ("the same row again; left out", "events[2]", False)


@pytest.mark.parametrize(
    "numbers",
    [
        (6, 5, 4, 3, 2, 1),  # newest first
        (1, 5, 3, 2, 6, 4),  # by something else
    ],
)
def test_rows_that_somebody_sorted_are_read_by_their_numbers(
    numbers: tuple[int, ...], played: BuildEvent, notes: Notes
) -> None:
    clocks = {1: (1, 900), 2: (1, 600), 3: (2, 900), 4: (2, 600), 5: (3, 900), 6: (3, 600)}
    events = [played(number, *clocks[number]) for number in numbers]
    ordered = in_order_of_play(events, "staging_events", "event_index", notes)
    assert [event.index for event in ordered] == [1, 2, 3, 4, 5, 6]
    (problem,) = notes.problems()
    assert problem.reason.startswith("the rows are sorted otherwise than the game went")


@pytest.mark.parametrize(
    "rows",
    [
        ((1, 900), (7, 700), (2, 600), (3, 300)),  # entered late, in its place
        ((1, 900), (2, 600), (3, 300), (4, 700)),  # entered late, at the end
        ((1, 300), (2, 600), (3, 900)),  # a clock that counts up
    ],
)
def test_what_was_entered_late_stays_where_it_stands(
    rows: tuple[tuple[int, int], ...], played: BuildEvent, notes: Notes
) -> None:
    events = [played(number, 1, clock) for number, clock in rows]
    assert in_order_of_play(events, "staging_events", "event_index", notes) == events
    assert notes.problems() == []


def test_events_of_other_numbers_may_say_the_same(played: BuildEvent, notes: Notes) -> None:
    events = [played(5), played(6)]
    assert without_repeats(events, "staging_events", "event_index", notes) == events
    assert notes.problems() == []
