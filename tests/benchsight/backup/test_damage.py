"""An export that is damaged or does not fit: one clear line, and nothing changes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchsight.backup.errors import BackupError
from benchsight.backup.manifest import _checksum

from .conftest import Database, manifest_of

EVENTS = "public/staging_events.csv"


def flip_a_byte(folder: Path) -> None:
    """Change one byte of the events; the size stays."""
    content = bytearray((folder / EVENTS).read_bytes())
    content[-5] ^= 1
    (folder / EVENTS).write_bytes(content)


def cut_the_file(folder: Path) -> None:
    """Cut the last bytes off the events."""
    (folder / EVENTS).write_bytes((folder / EVENTS).read_bytes()[:-5])


def remove_the_file(folder: Path) -> None:
    """Remove the file of events."""
    (folder / EVENTS).unlink()


def cut_the_manifest(folder: Path) -> None:
    """Cut the end off the manifest."""
    (folder / "manifest.json").write_text((folder / "manifest.json").read_text()[:-100])


def change_the_manifest(folder: Path) -> None:
    """Change a value of the manifest, but not its checksum."""
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"is_complete": true', '"is_complete": false'))


def lose_the_manifest(folder: Path) -> None:
    """Remove the manifest."""
    (folder / "manifest.json").unlink()


def be_something_else(folder: Path) -> None:
    """Replace the manifest by JSON that is none."""
    (folder / "manifest.json").write_text("[]")


def rewritten(**changes: object) -> Callable[[Path], None]:
    """Change a manifest, with a checksum that fits."""

    def rewrite(folder: Path) -> None:
        body = {**manifest_of(folder), **changes}
        body.pop("sha256")
        (folder / "manifest.json").write_text(json.dumps({**body, "sha256": _checksum(body)}))

    return rewrite


def reach_outside(folder: Path) -> None:
    """Name a file outside the folder in a manifest with a valid checksum."""
    tables = manifest_of(folder)["tables"]
    tables[0]["file"] = "../elsewhere.csv"
    rewritten(tables=tables)(folder)


def count_wrongly(folder: Path) -> None:
    """State one row too many in a manifest with a valid checksum."""
    tables = manifest_of(folder)["tables"]
    next(table for table in tables if table["file"] == EVENTS)["rows"] += 1
    rewritten(tables=tables)(folder)


DAMAGES = [
    (flip_a_byte, r"staging_events\.csv is damaged: its checksum is another than when it was written"),
    (cut_the_file, r"staging_events\.csv has [\d,]+ bytes, [\d,]+ were written: the file was cut or changed"),
    (remove_the_file, r"staging_events\.csv is missing: this export is not whole"),
    (cut_the_manifest, r"manifest\.json cannot be read .* it was cut short or changed"),
    (change_the_manifest, r"manifest\.json was changed: its checksum does not fit"),
    (lose_the_manifest, r"has no manifest\.json: this export was interrupted, or it is no export"),
    (be_something_else, r"manifest\.json is not the manifest of a BenchSight export"),
    (rewritten(format_version=99), "has format version 99, this BenchSight reads version 1"),
    (
        rewritten(migrations=["202611281500"]),
        "this database has migration 202611281501, which the export was made without",
    ),
    (reach_outside, "the manifest names ../elsewhere.csv, which is outside of"),
    (count_wrongly, r"staging_events\.csv has 3 rows, 4 were written"),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGES)
def test_a_damaged_export_is_one_clear_line_and_changes_nothing(
    database: Database, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    folder = tmp_path / "out"
    database.export(folder)
    database.execute("delete from staging_players")
    before = database.digests()
    damage(folder)
    with pytest.raises(BackupError, match=message) as refused:
        database.restore(folder)
    assert "\n" not in str(refused.value)
    assert database.digests() == before


def test_an_export_of_a_later_schema_is_refused(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    rewritten(migrations=[*manifest_of(tmp_path / "out")["migrations"], "209901010000"])(tmp_path / "out")
    with pytest.raises(
        BackupError, match="has migration 209901010000, which this database lacks: run `benchsight migrate`"
    ):
        database.restore(tmp_path / "out")


def test_an_input_table_that_somebody_changed_is_refused(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    database.execute("alter table staging_teams alter column team_name type varchar(80)")
    with pytest.raises(
        BackupError, match=r"staging_teams\.team_name is character varying\(80\) in the database, text in"
    ):
        database.restore(tmp_path / "out")


@pytest.mark.parametrize(("make", "message"), [(False, "is no folder"), (True, "is empty")])
def test_a_folder_that_holds_no_export_is_named(database: Database, tmp_path: Path, make: bool, message: str) -> None:
    if make:
        (tmp_path / "out").mkdir()
    with pytest.raises(BackupError, match=f"{message}: name the folder of an export"):
        database.restore(tmp_path / "out")
