"""What users built on our relations: what of it a build would drop, and what it could not make again."""

import psycopg

from benchsight.builds.errors import BuildError


def refuse_to_drop(connection: psycopg.Connection, tables_too: bool) -> None:
    """Raise BuildError if something stands on our views, or tables too, that could not be made again.

    Views, foreign keys, indexes, constraints, policies, triggers and rights can: macro keep_dependents.
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
            f"this build makes relations anew, and would drop with them what cannot be made again:{listed}\n"
            "Save how to make it again and drop it yourself, or let the build drop it: "
            "`benchsight build --drop-dependents`"
        )


def not_restored(connection: psycopg.Connection) -> list[str]:
    """What this build or an earlier one dropped and could not make again, each with the reason."""
    rows = connection.execute(
        """
        select concat_ws(' ', kind, nullif(name, ''), case when name <> '' then 'of' end, relation), problem
        from ops.kept_objects where problem is not null order by kept_id
        """
    ).fetchall()
    return [f"{what}: {problem}" for what, problem in rows]
