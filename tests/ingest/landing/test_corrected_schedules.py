"""A schedule is complete for its season, kind of game, months and teams: games of an earlier version are removed."""

from typing import Any

import pytest

from .corrected import SEASON, game, games, removed


@pytest.mark.parametrize("name", ["schedule.csv", "again.csv"])
@pytest.mark.parametrize("operation", ["upsert", "replace"])
def test_a_game_that_was_dropped_or_renumbered_goes(
    load: Any, files: Any, query: Any, name: str, operation: str
) -> None:
    load(files.csv("schedule.csv", *SEASON))
    corrected = [game(111, 1), *SEASON[1:9]]
    summary = load(files.csv(name, *corrected), operation=operation)
    assert summary.ok
    assert games(query) == [2, 3, 4, 5, 6, 7, 8, 9, 111]
    assert "game 10 (A - B, 2031-01-10): gone" in removed(summary)
    assert "game 1 (A - B, 2031-01-01): gone" in removed(summary)


def test_the_only_game_of_a_schedule_may_be_renumbered(load: Any, files: Any, query: Any) -> None:
    load(files.csv("schedule.csv", game(1, 1)))
    assert load(files.csv("schedule.csv", game(2, 1))).ok
    assert games(query) == [2]


def test_a_part_of_a_schedule_takes_nothing_away_and_says_so(load: Any, files: Any, query: Any) -> None:
    load(files.csv("schedule.csv", *SEASON))
    summary = load(files.csv("week.csv", *SEASON[:2], game(11, 11)))
    assert summary.ok
    assert games(query) == list(range(1, 12))
    (note,) = [note for note in summary.files[0].notes if note.column == "game_id"]
    assert "that this file does not have stay in the schedule: the file has fewer than half" in note.reason
    assert load(files.csv("schedule.csv", *SEASON)).ok  # the other file's game is none of its own
    assert games(query) == list(range(1, 12))
    assert load(files.csv("week.csv", *SEASON[:2], game(11, 11)), force=True).ok
    assert games(query) == [1, 2, 11]


def test_months_teams_kinds_and_seasons_of_other_files_stay(load: Any, files: Any, query: Any) -> None:
    paths = [
        files.csv("october.csv", *SEASON),
        files.csv("november.csv", *(game(number, number) for number in range(11, 16))),
        files.csv("other_league.csv", *(game(number, number, "C", "D") for number in range(16, 19))),
        files.csv("playoffs.csv", *(game(number, number, game_type="P") for number in range(19, 22))),
        files.csv("next.csv", *(game(number, number, season_id="S2") for number in range(22, 25))),
    ]
    for path in paths:
        assert load(path).ok
    for path in paths:
        summary = load(path)
        assert summary.ok
        assert not removed(summary)
    assert load(*paths).ok
    assert games(query) == list(range(1, 25))


def test_a_tracked_game_stays_in_the_schedule_unless_it_is_forced(load: Any, files: Any, query: Any) -> None:
    load(files.csv("schedule.csv", *SEASON), files.events("events.csv", {"game": 5}))
    without = files.csv("schedule.csv", *(row for row in SEASON if row["game_id"] not in (5, 6)))
    summary = load(without)
    assert games(query) == [1, 2, 3, 4, 5, 7, 8, 9, 10]
    assert any("it is tracked" in note.reason for note in summary.files[0].notes)
    assert load(without, force=True).ok
    assert 5 not in games(query)


def test_a_selection_of_games_is_no_whole_schedule(load: Any, files: Any, query: Any) -> None:
    load(files.csv("schedule.csv", *SEASON))
    assert load(files.csv("schedule.csv", *SEASON[:9]), games=(1,)).ok
    assert games(query) == list(range(1, 11))


def test_a_schedule_with_a_rejected_row_takes_nothing_away(load: Any, files: Any, query: Any) -> None:
    load(files.csv("schedule.csv", *SEASON))
    assert not load(files.csv("schedule.csv", *SEASON[:8], game(9, 9, home_goals="many"))).ok
    assert games(query) == list(range(1, 11))
