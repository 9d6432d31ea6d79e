"""Two ids of one person become one."""

import psycopg
import pytest

from benchsight.inputs import revert
from benchsight.inputs.merge_players import CannotMerge, merge_players

STAGED = """
    insert into staging_players (player_id, player_name) values ('P1', 'Ann Bee'), ('P22', 'ann bee'), ('P3', 'Cy Dee');
    insert into staging_game_rosters (roster_key, source_kind, game_id, team_venue, player_number, player_id) values
        ('R1hleague:P1', 'league', 1, 'home', 7, 'P1'), ('R1aleague:P3', 'league', 1, 'away', 9, 'P3'),
        ('R2hleague:P22', 'league', 2, 'home', 8, 'P22'), ('R2hleague:P22#88', 'league', 2, 'home', 88, 'P22');
    insert into staging_official_player_games (official_key, game_id, player_id, team_venue, goals)
        values ('O2h:P22', 2, 'P22', 'home', 3);
"""
ROSTERS = "select roster_key, player_id from staging_game_rosters where game_id = 2 order by roster_key"


@pytest.fixture
def staged(connection: psycopg.Connection) -> psycopg.Connection:
    """Return a connection to three players in two games."""
    connection.execute(STAGED)
    connection.commit()
    return connection


def test_everything_of_the_other_id_gets_the_kept_one(staged: psycopg.Connection) -> None:
    """Rows and their keys; the games with changes are due, and the audit trail knows who did it."""
    merged = merge_players(staged, "P1", "P22", "ann")
    staged.commit()
    assert (merged.games, merged.name) == ([2], "Ann Bee")
    assert staged.execute(ROSTERS).fetchall() == [("R2hleague:P1", "P1"), ("R2hleague:P1#88", "P1")]
    official = staged.execute("select official_key, player_id, goals from staging_official_player_games").fetchall()
    assert official == [("O2h:P1", "P1", 3)]
    players = staged.execute("select player_id from staging_players order by 1").fetchall()
    assert players == [("P1",), ("P3",)]
    noted = staged.execute(
        "select table_name, rows_updated, rows_deleted, initiated_by from load_history order by id"
    ).fetchall()
    assert noted == [
        ("staging_game_rosters", 2, 0, "ann"), ("staging_official_player_games", 1, 0, "ann"),
        ("staging_event_players", 0, 0, "ann"), ("staging_players", 0, 1, "ann"),
    ]  # fmt: skip


def test_history_takes_a_merge_back(staged: psycopg.Connection) -> None:
    """The game and the list of players have the other id again."""
    row = staged.execute("select max(input_version) from ops.input_changes where game_id = 2").fetchone()
    assert row is not None
    merge_players(staged, "P1", "P22", "ann")
    staged.commit()
    revert(staged, 2, str(row[0]), "ann")
    staged.commit()
    assert staged.execute(ROSTERS).fetchall() == [("R2hleague:P22", "P22"), ("R2hleague:P22#88", "P22")]


@pytest.mark.parametrize(
    ("keep", "other", "reason"),
    [
        ("P1", "P3", "both are on the roster of game 1, as #7 and #9"),
        ("P1", "P4", "there is no player P4"),
        ("P1", "P1", "not one twice"),
    ],
)
def test_two_persons_stay_two(staged: psycopg.Connection, keep: str, other: str, reason: str) -> None:
    """Who are in one game together are two; nothing is changed."""
    with pytest.raises(CannotMerge, match=reason):
        merge_players(staged, keep, other, "ann")
    assert staged.execute("select count(*) from load_history").fetchone() == (0,)
    assert staged.execute("select count(*) from staging_players").fetchone() == (3,)
