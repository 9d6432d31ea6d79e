"""Home or away: teams of events and of their players."""

from collections.abc import Callable

from ingest.contract.notes import Notes
from ingest.game.model import RosterPlayer, TrackedEvent, TrackedGame, TrackedPlayer
from ingest.game.sides import settle_sides

BuildGame = Callable[..., TrackedGame]
BuildEvent = Callable[..., TrackedEvent]
BuildPlayer = Callable[..., TrackedPlayer]
BuildDressed = Callable[..., RosterPlayer]


def test_the_first_players_team_counts_where_the_roster_agrees(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, dressed: BuildDressed, notes: Notes
) -> None:
    event = played(1, side="home", players=[player("event", 1, 27, side="away")])
    settle_sides(game(events=[event], roster=[dressed("away", 27), dressed("home", 9)]), notes)
    assert event.side == "away"


def test_a_jersey_that_both_teams_have_proves_nothing(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, dressed: BuildDressed, notes: Notes
) -> None:
    event = played(1, side="home", players=[player("event", 1, 22, side="away")])
    settle_sides(game(events=[event], roster=[dressed("away", 22), dressed("home", 22)]), notes)
    assert event.side == "home"
    assert event.players[0].side == "away"


def test_without_a_roster_players_that_the_file_identifies_stand_for_it(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, notes: Notes
) -> None:
    event = played(1, side="home", players=[player("event", 1, 27, side="away", player_id="P1")])
    settle_sides(game(events=[event]), notes)
    assert event.side == "away"


def test_an_event_without_team_is_its_first_players(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, notes: Notes
) -> None:
    event = played(1, players=[player("event", 1, 27, side="away")])
    settle_sides(game(events=[event]), notes)
    assert event.side == "away"


def test_an_event_with_an_opponent_alone_is_of_the_other_team(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, dressed: BuildDressed, notes: Notes
) -> None:
    event = played(1, players=[player("opp", 1, 53)])
    settle_sides(game(events=[event], roster=[dressed("home", 53)]), notes)
    assert event.side == "away"


def test_an_event_without_players_has_no_team(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    event = played(1)
    settle_sides(game(events=[event]), notes)
    assert event.side is None


def test_a_players_wrong_team_is_put_right_by_role_and_roster(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, dressed: BuildDressed, notes: Notes
) -> None:
    event = played(1, side="home", players=[player("event", 1, 9, side="home"), player("opp", 1, 69, side="home")])
    settle_sides(game(events=[event], roster=[dressed("home", 9), dressed("away", 69)]), notes)
    assert event.players[1].side == "away"


def test_a_players_team_that_contradicts_his_role_is_kept_without_proof(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, notes: Notes
) -> None:
    event = played(1, side="home", players=[player("event", 1, 9, side="home"), player("event", 3, 69, side="away")])
    settle_sides(game(events=[event]), notes)
    assert event.side == "home"
    assert event.players[1].side == "away"
    assert len(notes.problems()) == 1


def test_a_source_that_names_no_team_leaves_the_players_without_one(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, notes: Notes
) -> None:
    event = played(1, side="home", players=[player("event", 1, 9)])
    settle_sides(game(events=[event]), notes)
    assert event.players[0].side is None
