"""Generated schema: in an empty database it makes what the build has published."""

from typing import Any

import httpx
import psycopg
import pytest

from tests.benchsight.api.uploading import UploadSite
from tests.benchsight.builds.league import LeagueSite

PUBLISHED = """
    c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
    and c.relname = any(select table_name from ops.published_tables union select 'metrics')
"""
MADE = "c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')"
COLUMNS = """
    select c.relname, row_number() over (partition by c.oid order by a.attnum), a.attname,
        format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(c.oid, a.attnum)
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where {which} order by 1, 2
"""
RELATIONS = "select c.relname, obj_description(c.oid, 'pg_class') from pg_class as c where {which} order by 1"
TABLES = "select c.relname, c.relrowsecurity from pg_class as c where {which} and c.relkind = 'r' order by 1"
CONSTRAINTS = """
    select c.relname, k.conname, k.contype, k.condeferrable, pg_get_constraintdef(k.oid) from pg_constraint as k
    join pg_class as c on c.oid = k.conrelid where {which} and k.contype <> 'n' order by 1, 2
"""
INDEXES = """
    select pg_get_indexdef(i.indexrelid) from pg_index as i join pg_class as c on c.oid = i.indrelid
    where {which} order by 1
"""
VIEWS = r"""
    select c.relname, c.reloptions, regexp_replace(pg_get_viewdef(c.oid), '[()\s]', '', 'g')
    from pg_class as c where {which} and c.relkind = 'v' order by 1
"""


def rows(connection: psycopg.Connection, query: str, which: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query about the relations ``which``."""
    return connection.execute(query.format(which=which).encode()).fetchall()


@pytest.fixture
def made(client: httpx.Client, empty_database_url: str) -> psycopg.Connection:
    """Return a connection to an empty database after the generated statements."""
    answer = client.post("/api/upload/generate-schema")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/sql")
    connection = psycopg.connect(empty_database_url, autocommit=True)
    connection.execute(answer.content)
    return connection


def test_the_schema_makes_in_an_empty_database_what_was_built(site: LeagueSite, made: psycopg.Connection) -> None:
    with made, psycopg.connect(site.url) as built:
        for query in (RELATIONS, COLUMNS):
            assert rows(made, query, MADE) == rows(built, query, PUBLISHED)
        views = rows(made, VIEWS, MADE)
        assert views, "views over published tables stay views"
        assert set(map(str, views)) <= set(map(str, rows(built, VIEWS, PUBLISHED)))
        built_tables = {name for name, _ in rows(built, TABLES, PUBLISHED)}
        for query in (CONSTRAINTS, INDEXES):
            found = rows(made, query, MADE)
            assert found and found == rows(built, query, PUBLISHED)
        assert {name for name, secure in rows(made, TABLES, MADE) if not secure} == set()
        assert built_tables <= {name for name, _ in rows(made, TABLES, MADE)}


def test_the_schema_is_made_whole_or_not_at_all(client: httpx.Client, empty_database_url: str) -> None:
    text = client.post("/api/upload/generate-schema").text
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute("create table fact_wowy (mine integer)")
        with pytest.raises(psycopg.errors.DuplicateTable):
            connection.execute(text.encode())
        connection.rollback()
        assert [name for name, _ in rows(connection, RELATIONS, MADE)] == ["fact_wowy"]


def test_without_a_build_there_is_no_schema(upload_site: UploadSite) -> None:
    with upload_site.serving() as client:
        answer = client.post("/api/upload/generate-schema")
    assert (answer.status_code, "nothing is built" in answer.json()["detail"]) == (409, True)
