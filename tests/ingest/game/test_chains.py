"""Links between events."""

from collections.abc import Callable

from ingest.game.chains import goal_indexes, link_chains
from ingest.game.model import TrackedEvent

BuildEvent = Callable[..., TrackedEvent]


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
