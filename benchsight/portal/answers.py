"""Questions about who wore a number, and answers to them, which are rows of the game's roster."""

from dataclasses import dataclass

import psycopg

from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError
from benchsight.inputs.documents import DocumentOptions, load_master_tables
from benchsight.web.reader import PageReader, Row
from ingest.contract.work import Operation
from ingest.parsing.keys import further_roster_key, roster_key

# Questions whose answer is one more row of the roster; the others need a corrected one.
BY_ROSTER_ROW = ("number_on_no_roster", "number_of_a_scratched_player", "number_zero", "name_in_two_sweaters")
IS_BUILT = "select to_regclass('public.qa_player_identity') is not null as is_built"
QUESTIONS = """
    select
        identity.game_id, identity.game_date, identity.venue, identity.team_name, identity.player_number,
        identity.given_name, identity.question, identity.candidate_player_ids, identity.candidate_player_names,
        identity.event_count, identity.stint_seconds, identity.goals, identity.detail, identity.advice,
        exists (
            select from public.staging_game_rosters as roster
            where
                roster.game_id = identity.game_id and roster.team_venue = identity.venue
                and roster.player_number = identity.player_number and roster.updated_at > identity.built_at
        ) as is_answered
    from public.qa_player_identity as identity
    where not identity.is_resolved
    order by identity.goals desc, identity.event_count desc, identity.game_id, identity.venue, identity.player_number
    limit 200
"""
PLAYERS = "select player_id, player_name from public.staging_players order by player_name, player_id limit 5000"
# A player who is on the roster with another number wore two sweaters.
HAS_OTHER_NUMBER = "select from public.staging_game_rosters where roster_key = %s and player_number is distinct from %s"
PLAYER = "select player_name from public.staging_players where player_id = %s"


@dataclass(frozen=True)
class Answer:
    """Who wore a number of a side in a game."""

    game_id: int
    venue: str
    player_number: int
    player_id: str


@dataclass(frozen=True)
class Questions:
    """Open questions, the largest first, and the players who may be the answer."""

    open: list[Row]
    players: list[Row]


def read_questions(reader: PageReader) -> Questions:
    """Return what is doubtful in the games that are built."""
    if not reader.value(IS_BUILT):
        return Questions([], [])
    rows = reader.rows(QUESTIONS)
    for row in rows:
        ids, names = (str(row[f"candidate_player_{part}"] or "") for part in ("ids", "names"))
        listed = list(zip(ids.split(","), names.split(", "), strict=False))
        row["candidates"] = listed if ids and len(names.split(", ")) == len(ids.split(",")) else []
        row["by_roster_row"] = row["question"] in BY_ROSTER_ROW
    return Questions(rows, reader.rows(PLAYERS) if rows else [])


def give_answer(connection: psycopg.Connection, answer: Answer, who: str) -> str:
    """Stage the answer as a row of the league's roster of the game; return the player's name.

    The loader checks it and keeps the history, so that it can be taken back; the game is due then. Raise
    BenchSightError for an unknown player, or a number that the roster has already.
    """
    found = connection.execute(PLAYER, (answer.player_id,)).fetchone()
    if found is None:
        raise BenchSightError(f"there is no player {answer.player_id}: load the list of players first")
    name = str(found[0] or answer.player_id)
    key = roster_key(answer.game_id, answer.venue, "league", answer.player_id, answer.player_number)
    if connection.execute(HAS_OTHER_NUMBER, (key, answer.player_number)).rowcount:
        key = further_roster_key(key, answer.player_number, name)
    row = {
        "roster_key": key, "source_kind": "league", "game_id": answer.game_id, "team_venue": answer.venue,
        "player_number": answer.player_number,
        "player_id": answer.player_id, "player_name": found[0],
    }  # fmt: skip
    options = DocumentOptions(who, Operation.APPEND, strict=True)
    load_master_tables(connection, load_settings(), {"game_rosters": [row]}, options)
    return name
