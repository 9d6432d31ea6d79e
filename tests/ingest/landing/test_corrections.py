"""A roster or result file is complete for its scopes: rows of an earlier version are removed."""

import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Files
from .corrected import SEASON, removed

State = Callable[[], list[tuple[Any, ...]]]
Player = tuple[str, int, str | None, str]  # side, number, id, name


def side(venue: str, count: int = 6) -> list[Player]:
    """Return players of a side, each with a number, id and name of his own."""
    return [(venue, n, f"{venue[0].upper()}{n}", f"{venue} name{n}") for n in range(1, count + 1)]


BOTH = side("home") + side("away")


def roster(files: Files, name: str, players: list[Player], game: int = 7, kind: str = "league") -> Path:
    """Write a staging CSV of a game's roster."""
    rows = [
        {"roster_key": f"R{game}{venue[0]}{kind}:{player or f'#{number}'}", "source_kind": kind, "game_id": game,
         "team_venue": venue, "player_number": number, "player_id": player, "player_name": person}
        for venue, number, player, person in players
    ]  # fmt: skip
    return files.csv(name, *rows)


def results(files: Files, name: str, players: list[Player], game: int = 7) -> Path:
    """Write a staging CSV of a game's official results."""
    rows = [
        {"official_key": f"O{game}{venue[0]}:{player}", "game_id": game, "team_venue": venue, "player_number": number,
         "player_id": player, "goals": 1}
        for venue, number, player, _ in players
    ]  # fmt: skip
    return files.csv(name, *rows)


def staged(query: Any, table: str = "staging_game_rosters", game: int = 7) -> list[tuple[Any, ...]]:
    """Return side, number and id of each row."""
    columns = "team_venue, player_number, player_id"
    return list(query(f"select {columns} from {table} where game_id = %s order by 1, 2, 3", game))


def expected(players: list[Player]) -> list[tuple[Any, ...]]:
    """Return side, number and id of the players, as `staged` returns them."""
    return sorted(player[:3] for player in players)


CHANGES: dict[str, Callable[[list[Player]], list[Player]]] = {
    "moved": lambda players: [("away", 1, "H1", "home name1"), *players[1:]],
    "renumbered": lambda players: [("home", 77, "H1", "home name1"), *players[1:]],
    "right id": lambda players: [("home", 1, "X1", "home name1"), *players[1:]],
    "gone": lambda players: players[1:],
    "without id": lambda players: [("home", 1, None, "home name1"), *players[1:]],
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("operation", ["upsert", "replace"])
@pytest.mark.parametrize("name", ["r.csv", "again.csv"])
def test_a_corrected_roster_leaves_nothing_of_the_mistake(
    load: Any, files: Any, query: Any, change: str, operation: str, name: str
) -> None:
    load(roster(files, "r.csv", BOTH), roster(files, "other.csv", BOTH, game=8))
    players = CHANGES[change](BOTH)
    summary = load(roster(files, name, players), operation=operation)
    assert summary.ok
    assert staged(query) == expected(players)
    assert staged(query, game=8) == expected(BOTH)
    if operation == "upsert" and change != "renumbered":  # his key is his id
        assert "game 7, #1 home name1 (home): gone, the file no longer has it" in removed(summary)
        assert "`benchsight revert 7 --to " in removed(summary)
    history = query("select sum(rows_deleted) from load_history where load_id = %s", summary.load_id)
    assert history[0][0] == (change != "renumbered")


@pytest.mark.parametrize("operation", ["merge", "append"])
def test_merge_and_append_keep_their_meaning(load: Any, files: Any, query: Any, operation: str) -> None:
    load(roster(files, "r.csv", BOTH), results(files, "o.csv", BOTH))
    new: list[Player] = [("away", 99, "N99", "new")]
    for table in ("staging_game_rosters", "staging_official_player_games"):
        make = roster if "roster" in table else results
        assert load(make(files, "new.csv", new), operation=operation).ok
        assert staged(query, table) == expected(BOTH + new)


def test_a_file_of_one_side_leaves_the_other_but_for_who_moved(load: Any, files: Any, query: Any) -> None:
    load(roster(files, "r.csv", BOTH))
    away = [*side("away")[:5], ("away", 1, "H1", "home name1"), ("away", 2, "X", "HOME name2"), ("away", 9, "Y", "y")]
    assert load(roster(files, "away.csv", away)).ok
    assert staged(query) == expected(side("home")[2:] + away)


def test_a_roster_of_one_kind_leaves_the_other_kind(load: Any, files: Any, query: Any) -> None:
    load(roster(files, "r.csv", BOTH), roster(files, "t.csv", BOTH, kind="tracker"))
    assert load(roster(files, "r.csv", BOTH[1:])).ok
    assert query("select source_kind, count(*) from staging_game_rosters group by 1 order by 1") == [
        ("league", 11),
        ("tracker", 12),
    ]


def test_a_file_with_a_rejected_row_is_not_the_whole_truth(load: Any, files: Any, query: Any) -> None:
    load(roster(files, "r.csv", BOTH))
    players = [("home", 1, "H1", "home name1"), ("home", "?", "H2", "home name2"), *BOTH[3:]]
    assert not load(roster(files, "r.csv", players)).ok  # type: ignore[arg-type]
    assert staged(query) == expected(BOTH)


def test_a_single_row_does_not_empty_a_side_unless_it_is_forced(load: Any, files: Any, query: Any) -> None:
    load(roster(files, "r.csv", BOTH))
    path = roster(files, "one.csv", [("home", 99, "N", "new")])
    summary = load(path)
    assert "5 of 6 players of the roster" in summary.files[0].reason
    assert staged(query) == expected(BOTH)
    summary = load(path, force=True)
    assert summary.ok
    assert "5 more" not in removed(summary)
    assert staged(query) == expected([*side("away"), ("home", 99, "N", "new")])


@pytest.mark.parametrize("change", ["moved", "right id", "gone"])
def test_corrected_results_leave_nothing_of_the_mistake(load: Any, files: Any, query: Any, change: str) -> None:
    load(results(files, "o.csv", BOTH))
    players = CHANGES[change](BOTH)
    assert load(results(files, "again.csv", players)).ok
    assert staged(query, "staging_official_player_games") == expected(players)


@pytest.mark.parametrize(
    "split", [lambda p: (p[:6], p[6:]), lambda p: (p[::2], p[1::2]), lambda p: (p[1:], p), lambda p: (p, p)]
)
def test_several_files_of_one_game_are_one_truth_and_load_again_without_a_change(
    load: Any, files: Any, query: Any, state: State, split: Any
) -> None:  # fmt: skip
    load(roster(files, "old.csv", [*BOTH, ("home", 44, "OLD", "old")]))
    parts = [roster(files, f"part{n}.csv", list(part)) for n, part in enumerate(split(BOTH))]
    assert load(*parts).ok
    assert staged(query) == expected(BOTH)
    before = state()
    assert load(*reversed(parts)).ok
    assert state() == before


def test_a_secondary_source_takes_back_what_it_wrote_itself(load: Any, files: Any, query: Any) -> None:
    columns = {"team_name": "", "opp_team_name": "", "games_played": 1, "goals": 0, "assists": 0, "pim": 0, "sub": "",
               "skill_rating": "", "player_position": "C"}  # fmt: skip

    def summary(*players: str) -> Any:
        rows = [
            {"game_id": 7, "team_venue": "home", "player_game_number": number, "player_id": player,
             "player_full_name": f"n {player}"} | columns
            for number, player in enumerate(players, 1)
        ]  # fmt: skip
        return files.csv("official_player_game.csv", *rows)

    load(roster(files, "r.csv", side("home", 2)))
    load(summary("H1", "H2", "S3"))
    assert ("home", 3, "S3") in staged(query)
    load(summary("H1", "H2", "T3"))
    assert staged(query) == [("home", 1, "H1"), ("home", 2, "H2"), ("home", 3, "T3")]


def test_any_edit_of_a_roster_leaves_what_the_file_says(load: Any, files: Any, query: Any) -> None:
    rng = random.Random(5)
    load(roster(files, "r.csv", BOTH))
    for _ in range(12):
        players = {
            (venue, player): (venue, rng.choice([number, number + 50]), player, person)
            for venue, number, player, person in
            ((rng.choice([v, v, v, "home"]), n, rng.choice([i, i, f"{i}x"]), p) for v, n, i, p in BOTH)
        }  # fmt: skip
        assert load(roster(files, "r.csv", list(players.values())), force=True).ok
        assert staged(query) == expected(list(players.values()))


def test_what_a_dry_run_tells_is_what_a_run_does(load: Any, files: Any, query: Any) -> None:
    load(files.csv("schedule.csv", *SEASON), roster(files, "r.csv", BOTH))
    paths = files.csv("schedule.csv", *SEASON[1:]), roster(files, "r.csv", BOTH[1:])
    told = [removed(load(*paths, dry_run=dry_run)) for dry_run in (True, False)]
    assert told[0] == told[1]
    assert len(told[0].splitlines()) == 2


def test_every_order_of_corrections_ends_with_the_last(load: Any, files: Any, query: Any) -> None:
    for order in itertools.permutations(("moved", "right id", "gone")):
        for change in order:
            load(roster(files, "r.csv", CHANGES[change](BOTH)))
        assert staged(query) == expected(CHANGES[order[-1]](BOTH))


def neutral_roster(files: Any, *ids: str) -> Path:
    """Write a roster that also names persons."""
    row = {"game_id": 7, "team_venue": "home", "team_name": "A", "team_abbrev": "A", "position": "C"}
    named = [
        row | {"player_number": n, "player_id": player, "player_name": f"n{player[:2]}"} for n, player in enumerate(ids)
    ]
    return Path(files.csv("game_rosters.csv", *named))


def test_a_person_under_a_wrong_id_goes_with_the_mistake(load: Any, files: Any, query: Any) -> None:
    listed = {"player_id": "P2", "player_full_name": "listed", "player_primary_position": "C"}
    load(files.csv("players.csv", listed), neutral_roster(files, "P1", "P2", "P3"))
    summary = load(neutral_roster(files, "P1x", "P3"))
    assert summary.ok
    assert query("select player_id from staging_players order by 1") == [("P1x",), ("P2",), ("P3",)]
    assert "staging_players: nP1 (P1): gone, he has another id now" in removed(summary)
