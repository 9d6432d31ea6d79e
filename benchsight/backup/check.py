"""Checks an export, against itself and against the database, before anything is changed."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchsight.backup.catalog import Catalog
from benchsight.backup.errors import BackupError
from benchsight.backup.files import file_sha256
from benchsight.backup.manifest import ExportedTable, Manifest
from benchsight.db.migrations import Migration, replacement_of

Progress = Callable[[str, int, int], None]


def check_files(folder: Path, tables: list[ExportedTable], progress: Progress) -> None:
    """Raise BackupError for a file that is missing or not as it was written."""
    for done, table in enumerate(tables):
        progress(f"checking {table.name}", done, len(tables))
        path = folder / table.file
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BackupError(f"the manifest names {table.file}, which is outside of {folder}")
        if not path.is_file():
            raise BackupError(f"{path} is missing: this export is not whole")
        if (size := path.stat().st_size) != table.bytes:
            raise BackupError(f"{path} has {size:,} bytes, {table.bytes:,} were written: the file was cut or changed")
        if file_sha256(path) != table.sha256:
            raise BackupError(f"{path} is damaged: its checksum is another than when it was written")


def check_migrations(manifest: Manifest, applied: list[str], migrations: Sequence[Migration]) -> None:
    """Raise BackupError unless the database has the schema of the export.

    An export of a database whose history was replaced has the schema of the migrations that replace it.
    """
    exported = manifest.migrations
    if (replacement := replacement_of(exported, migrations)) is not None:
        if exported[-1] != replacement.last:
            raise BackupError(
                f"the export was made before migration {replacement.last}, up to which its history was replaced: run "
                "`benchsight migrate` with the checkout that the database belongs to, and export it again"
            )
        exported = replacement.versions
    if missing := [version for version in exported if version not in applied]:
        raise BackupError(
            f"the export has migration {missing[0]}, which this database lacks: "
            "run `benchsight migrate` with the checkout that it was made with"
        )
    # No database has had the later migrations after a replaced history: there the columns decide (check_columns).
    if replacement is None and (later := [version for version in applied if version not in exported]):
        raise BackupError(
            f"this database has migration {later[0]}, which the export was made without: restore it into a new "
            "database of a checkout before that, and migrate that one"
        )


def check_columns(tables: Iterable[ExportedTable], catalog: Catalog) -> None:
    """Raise BackupError for a table that is there with other columns than in the export."""
    for table in tables:
        relation = catalog.get(table.name)
        if relation is None:
            continue
        if relation.is_view:
            raise BackupError(f"{table.name} is a view here, and was a table in the export")
        here = {column.name: column.type for column in relation.columns}
        there = {column.name: column.type for column in table.columns}
        if here != there:
            name = min(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
            raise BackupError(
                f"{table.name}.{name} is {here.get(name, 'not there')} in the database, "
                f"{there.get(name, 'not there')} in the export: {_other_columns(table)}"
            )


def _other_columns(table: ExportedTable) -> str:
    if table.is_derived:
        return "other models made it; leave such tables out with --inputs-only, then run `benchsight build`"
    return "it was changed"
