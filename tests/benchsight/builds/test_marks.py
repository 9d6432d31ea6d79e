"""The marks of a build on the rows that it saw."""

import psycopg
import pytest

from benchsight.builds import claims

from .conftest import Site


@pytest.mark.parametrize(("table", "key", "number"), [("events", "event", "E"), ("shifts", "shift", "S")])
def test_a_mark_writes_no_index(connection: psycopg.Connection, table: str, key: str, number: str) -> None:
    """PostgreSQL leaves them alone (a "HOT" update) if no index has the column, in its key or its condition."""
    connection.execute(
        f"insert into staging_{table} ({key}_key, game_id, {key}_index) select '{number}90000' || g, 9, g"
        " from generate_series(1, 5) as g"
    )
    connection.execute(f"update staging_{table} set processed = true where game_id = 9")
    assert connection.execute(
        "select pg_stat_get_xact_tuples_updated(t), pg_stat_get_xact_tuples_hot_updated(t)"
        " from cast(%s as regclass) as t",
        (f"public.staging_{table}",),
    ).fetchone() == (5, 5)


def test_all_rows_are_marked_however_many_games_are_marked_together(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MARKED_TOGETHER", 2)
    for game in (3, 4, 5):
        site.add_event(game, 1, "Shot")
    assert len(site.build().games_built) >= 3
    assert site.rows("select count(*) from staging_events where not processed") == [(0,)]
