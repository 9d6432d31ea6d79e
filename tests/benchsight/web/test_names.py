"""Names of people."""

import psycopg
import pytest

from benchsight.web.names import shown_id, shown_name, with_shown_names
from benchsight.web.reader import PageReader
from benchsight.web.settings import NameStyle


@pytest.mark.parametrize(
    ("style", "number", "expected"),
    [
        (NameStyle.FULL, 7, "Ada van Berg"),
        (NameStyle.INITIALS, 7, "A. v. B."),
        (NameStyle.NUMBERS, 7, "#7"),
        (NameStyle.NUMBERS, None, "Player"),
    ],
)
def test_a_name_is_shown_in_the_style_of_the_site(style: NameStyle, number: int | None, expected: str) -> None:
    """Whole, as initials, or as the number."""
    assert shown_name(style, "Ada van Berg", number) == expected
    assert shown_name(style, None, number) is None


def test_every_name_of_a_row_is_shown_in_the_style() -> None:
    """A name takes the number with its own prefix; other columns stay."""
    row = {"player_name": "Ada Berg", "player_number": 7, "scorer_player_name": "Bo Dahl", "team_name": "Oslo"}
    assert with_shown_names(NameStyle.NUMBERS, row) == {
        "player_name": "#7", "player_number": 7, "scorer_player_name": "Player", "team_name": "Oslo"
    }  # fmt: skip


def test_an_id_that_may_be_made_from_a_name_is_hidden_with_the_name() -> None:
    """Other ids stay, so that addresses stay; teams are no persons."""
    row = {"player_id": "ada-berg", "scorer_id": "P100001", "team_id": "oslo", "goalie_id": None, "game_id": 7}
    shown = with_shown_names(NameStyle.INITIALS, row)
    assert shown == {**row, "player_id": shown_id(NameStyle.NUMBERS, "ada-berg")}
    assert "ada" not in shown["player_id"] and with_shown_names(NameStyle.FULL, row) == row


def test_a_hidden_id_finds_its_rows(connection: psycopg.Connection) -> None:
    """Alone and in a list; one that is unknown finds none."""
    connection.execute("create table public.dim_player (player_id text)")
    connection.execute("insert into public.dim_player values ('ada-berg'), ('bo-dahl'), ('P7')")
    reader = PageReader(connection, NameStyle.NUMBERS)
    ada, bo = (shown_id(NameStyle.NUMBERS, id) for id in ("ada-berg", "bo-dahl"))
    one = "select player_id from public.dim_player where player_id = %(id)s"
    many = "select player_id from public.dim_player where player_id = any(%(ids)s) order by player_id"
    assert reader.value(one, {"id": ada}) == ada
    assert reader.value(one, {"id": "P7"}) == "P7"
    assert reader.value(one, {"id": "p-000000000000"}) is None
    assert reader.rows(many, {"ids": [bo, ada]}) == [{"player_id": ada}, {"player_id": bo}]
