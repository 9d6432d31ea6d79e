"""Keys of the published tables: declared, there after every kind of build, enforced, and no obstacle to any of them."""

from functools import cache

import psycopg
import pytest
import yaml

from benchsight.builds.plan import Request
from benchsight.builds.rebuild.tables import published_tables
from benchsight.builds.resident import ResidentBuilder

from .league import REPOSITORY, LeagueSite

KEYS = """
    select
        c.conrelid::regclass::text as child,
        c.contype::text,
        (
            select string_agg(a.attname, ',' order by k.place)
            from unnest(c.conkey) with ordinality as k (number, place)
            join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.number
        ) as columns,
        coalesce(nullif(c.confrelid, 0)::regclass::text, '') as parent
    from pg_constraint as c
    join pg_class as t on c.conrelid = t.oid
    where t.relnamespace = 'public'::regnamespace and t.relname ~ '^(dim|fact|qa|metrics)'
        and c.contype in ('p', 'f') and c.convalidated
"""


@cache
def declared_keys() -> frozenset[tuple[str, str, str, str]]:
    """Keys in the contracts of the marts: table, kind (p, u or f), columns, parent."""
    keys = set()
    for path in (REPOSITORY / "models" / "marts").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text()).get("models", []):
            for constraint in model.get("constraints", []):
                parent = constraint.get("to", "").removeprefix("ref('").removesuffix("')")
                keys.add((model["name"], constraint["type"][0], ",".join(constraint["columns"]), parent))
    return frozenset(keys)


def test_a_build_leaves_every_declared_key_in_the_database(league: LeagueSite) -> None:
    assert set(league.rows(KEYS)) == declared_keys()
    assert len(declared_keys()) > 60


def test_every_stored_dimension_and_fact_has_a_primary_key(league: LeagueSite) -> None:
    keyless = "select relname from pg_class as c where relnamespace = 'public'::regnamespace and relkind = 'r'"
    keyless += " and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p')"
    # a game's season may be unknown, and no column of a primary key may: rows of a season have a unique index instead
    unique = "exists (select from pg_index where indrelid = c.oid and indisunique)"
    assert league.rows(f"{keyless} and not (relname like '%season_stats' and {unique})") == []


def test_descriptions_stand_in_the_database(league: LeagueSite) -> None:
    undescribed = league.rows(
        """
        select c.relname, a.attname, obj_description(c.oid, 'pg_class') from pg_class as c
        join ops.published_tables as p on c.relname = p.table_name
        join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and col_description(c.oid, a.attnum) is null
        """
    )
    # older names describe their columns where the table has them
    older = {table.name for table in published_tables(REPOSITORY).values() if table.folder == "compat"}
    assert {str(name) for name, _, _ in undescribed} == older
    assert [name for name, _, description in undescribed if not description] == []


def test_a_fact_of_nobody_is_refused_and_so_is_the_end_of_somebody_with_facts(league: LeagueSite) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        league.execute("insert into qa_goal_accuracy (game_id, venue) values (-1, 'home')")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        league.execute("delete from dim_player")


def test_a_resident_build_follows_a_player_who_gets_another_id(league: LeagueSite) -> None:
    """His row goes, another comes, and at no moment does a fact lack its row."""
    (player, game) = league.rows(
        "select player_id, min(game_id) from staging_game_rosters where player_id is not null"
        " group by player_id having count(*) > 1 order by player_id limit 1"
    )[0]
    league.execute(f"delete from staging_players where player_id = '{player}'")
    league.execute(f"update staging_game_rosters set player_id = 'NEW1' where player_id = '{player}'")
    league.execute(f"delete from staging_official_player_games where player_id = '{player}'")
    with ResidentBuilder() as builder:
        summary = builder.build(Request())
    assert (summary.status, game in summary.games_built) == ("completed", True)
    assert league.rows(f"select player_id from dim_player where player_id in ('{player}', 'NEW1')") == [("NEW1",)]
    assert league.rows("select * from ops.gone_rows") == []


@pytest.mark.usefixtures("by_dbt")
def test_dbt_follows_him_too(league: LeagueSite) -> None:
    (player,) = league.rows("select player_id from fact_player_game_stats where goals > 0 order by player_id limit 1")[
        0
    ]
    league.execute(f"delete from staging_players where player_id = '{player}'")
    league.execute(f"update staging_game_rosters set player_id = 'NEW1' where player_id = '{player}'")
    league.execute(f"delete from staging_official_player_games where player_id = '{player}'")
    assert league.build().part == "tables"
    assert league.rows(f"select player_id from dim_player where player_id in ('{player}', 'NEW1')") == [("NEW1",)]
    assert league.rows("select * from ops.gone_rows") == []
    assert set(league.rows(KEYS)) == declared_keys()


def test_a_row_that_facts_still_have_stays_until_they_have_it_no_more(league: LeagueSite) -> None:
    (player,) = league.rows("select player_id from fact_player_game_stats order by player_id limit 1")[0]
    league.execute(f"insert into ops.gone_rows values ('dim_player', '{player}')")
    assert league.rows("select ops.remove_gone_rows()") == [(0,)]
    league.execute(
        "insert into dim_player (player_id, player_name, is_listed, is_placeholder) values ('X1', 'X', true, false)"
    )
    league.execute("insert into ops.gone_rows values ('dim_player', 'X1')")
    assert league.rows("select ops.remove_gone_rows()") == [(1,)]
    assert league.rows("select * from ops.gone_rows") == [("dim_player", player)]
