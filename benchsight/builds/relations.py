"""The project's relations in the database: which exist, and what users built on them that a build would drop."""

from collections.abc import Iterable

import psycopg

from benchsight.builds.errors import BuildError


def refuse_to_drop(connection: psycopg.Connection, tables_too: bool) -> None:
    """Raise BuildError if objects that cannot be restored depend on our views, or on tables if ``tables_too``.

    Views, foreign keys, indexes, constraints, policies, triggers and rights are restored: macro keep_dependents.
    """
    blocking = connection.execute(
        """
        select ops.blocking_dependents(array_agg(format('%%I.%%I', schema_name, relation_name)))
        from ops.project_relations where not is_table or %s
        """,
        (tables_too,),
    ).fetchall()
    if blocking:
        listed = "".join(f"\n  {description}" for (description,) in blocking)
        raise BuildError(
            f"this build recreates relations, and would drop with them what cannot be restored:{listed}\n"
            "Save its definition and drop it yourself, or let the build drop it: "
            "`benchsight build --drop-dependents`"
        )


def not_restored(connection: psycopg.Connection) -> list[str]:
    """List what this build or an earlier one dropped and could not restore, each with the reason."""
    rows = connection.execute(
        """
        select concat_ws(' ', kind, nullif(name, ''), case when name <> '' then 'of' end, relation), problem
        from ops.kept_objects where problem is not null order by kept_id
        """
    ).fetchall()
    return [f"{what}: {problem}" for what, problem in rows]


def note_relations(connection: psycopg.Connection, relations: Iterable[tuple[str, str, bool]]) -> None:
    """Record the relations of the project (schema, name, whether it is a table) after a build made all of them."""
    schemas, names, tables = zip(*relations, strict=True)
    with connection.transaction():
        connection.execute("delete from ops.project_relations")
        connection.execute(
            """
            insert into ops.project_relations (schema_name, relation_name, is_table)
            select * from unnest(%s::text[], %s::text[], %s::boolean[])
            """,
            (list(schemas), list(names), list(tables)),
        )


def note_whole(connection: psycopg.Connection, relations: Iterable[tuple[str, str, bool]]) -> None:
    """Record that these were recreated from every game."""
    connection.execute(
        "update ops.project_relations set is_whole = true where not is_whole and relation_name = any(%s)",
        ([name for _, name, _ in relations],),
    )
