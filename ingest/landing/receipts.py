"""Receipts of landed files: while the games of a file have not changed since, loading it again has nothing to do."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingest.contract.extract import Origin, Problem
from ingest.contract.work import Operation
from ingest.journal.phases import Counts
from ingest.journal.summary import TableResult
from ingest.journal.versions import code_version
from ingest.selection.facts import FileFacts
from ingest.selection.fetching import FetchedFile
from ingest.selection.plan import ROSTERS, SNAPSHOT_TABLES
from ingest.selection.ready import FileInfo, ReadyFile, Selection

Rows = Cursor[tuple[Any, ...]]
Stamp = tuple[int, datetime | None]  # input version of a game, time of its last change
Stamps = Mapping[int, Stamp]
Codes = Mapping[str, Mapping[str, int]]
NO_SCHEDULE = "no schedule is loaded yet"
NOT_SCHEDULED = "the schedule has no such game"
PLAIN = (str, int, float, type(None))


@dataclass(frozen=True)
class Receipt:
    """A landed file: its content in short, its results, and its unknown codes."""

    key: str
    info: FileInfo
    results: list[TableResult]
    notes: list[Problem]
    codes: dict[str, Counter[str]]


def receipt_key(file: FetchedFile, wanted: Selection, strict: bool, known_codes: Mapping[str, set[str]] | None) -> str:
    """Return the key of a receipt: a hash of everything, except staged data, that the landing of a file depends on."""
    vocabulary = None if known_codes is None else sorted((name, sorted(codes)) for name, codes in known_codes.items())
    replaces = wanted.operation is Operation.REPLACE  # only replacing removes other rows
    parts = (file.source_file, file.sha256, str(wanted), str(replaces), str(strict), code_version())
    return hashlib.sha256("\0".join((*parts, repr(vocabulary))).encode()).hexdigest()


def find(
    cursor: Rows,
    files: Iterable[FetchedFile],
    wanted: Selection,
    strict: bool,
    known_codes: Mapping[str, set[str]] | None,
) -> dict[str, Receipt]:
    """Return the receipts that hold now, by source file; files to append have none."""
    if wanted.operation is Operation.APPEND:
        return {}
    by_key = {receipt_key(file, wanted, strict, known_codes): file for file in files}
    cursor.execute(
        "select receipt_key, content from ops.file_receipts as r where receipt_key = any(%s) and " + _HOLDS,  # nosec B608 # constants
        (list(by_key),),
    )
    return {by_key[key].source_file: _receipt(key, by_key[key].path, content) for key, content in cursor}


def holds(cursor: Rows, receipt: Receipt) -> bool:
    """Return whether the file's games are unchanged since it landed."""
    statement = "select exists (select from ops.file_receipts as r where receipt_key = %s and " + _HOLDS + ")"  # nosec B608 # constants
    cursor.execute(statement, (receipt.key,))
    return bool(cursor.fetchall()[0][0])


def versions(cursor: Rows, games: Iterable[int]) -> dict[int, Stamp]:
    """Return the stamp of each game; version 0 for a game without staged rows."""
    wanted = sorted(games)
    statement = "select game_id, input_version, changed_at from ops.game_inputs where game_id = any(%s)"
    cursor.execute(statement, (wanted,))
    return dict.fromkeys(wanted, _NOTHING) | {game: (version, changed_at) for game, version, changed_at in cursor}


def versions_after(cursor: Rows, before: Stamps) -> tuple[dict[int, Stamp], bool]:
    """Return the stamps of these games after this transaction's changes, and whether no other session changed them."""
    cursor.execute(
        "select game_id, input_version, changed_at,"
        " case when changed_by = pg_current_xact_id() then base_version else input_version end"
        " from ops.game_inputs where game_id = any(%s)",
        (list(before),),
    )
    rows = cursor.fetchall()
    after = {game: (version, changed_at) for game, version, changed_at, _ in rows}
    base = {game: version for game, _, _, version in rows}
    is_alone = all(base.get(game, 0) == version for game, (version, _) in before.items())
    return dict.fromkeys(before, _NOTHING) | after, is_alone


def keep(cursor: Rows, source_file: str, receipt: Receipt, before: Stamps) -> bool:
    """Write a receipt in the transaction that landed the file; return whether one was written.

    ``before`` are the stamps from before the file was compared with staged rows: if another session has changed a game
    since, there is no receipt.
    """
    cursor.execute(
        "insert into ops.file_receipts as r (source_file, receipt_key, games, input_versions, changed_at,"
        " without_schedule, content)"
        " select %(file)s, %(key)s, array_agg(g.game_id), array_agg(g.input_version), array_agg(g.changed_at),"
        " %(without_schedule)s, %(content)s"
        " from unnest(cast(%(games)s as int4[]), cast(%(before)s as int8[])) as b (game_id, input_version)"
        " join ops.game_inputs as g using (game_id)"
        " having count(*) = cardinality(%(games)s) and bool_and(b.input_version = case"
        " when g.changed_by = pg_current_xact_id() then g.base_version else g.input_version end)"
        " on conflict (source_file) do update set receipt_key = excluded.receipt_key, games = excluded.games,"
        " input_versions = excluded.input_versions, changed_at = excluded.changed_at, content = excluded.content,"
        " without_schedule = excluded.without_schedule, created_at = clock_timestamp()",
        {
            "file": source_file,
            "key": receipt.key,
            "games": list(before),
            "before": [version for version, _ in before.values()],
            "without_schedule": any(note.reason == NO_SCHEDULE for note in receipt.notes),
            "content": Jsonb(_content(receipt)),
        },
    )
    return cursor.rowcount > 0


def stands_alone(file: ReadyFile, shared: Mapping[str, frozenset[int]]) -> bool:
    """Return whether no other file of the call has rows of the same games, so that the landing depends on none.

    An export outranks other files in the tables that it replaces.
    """
    own = {*SNAPSHOT_TABLES, ROSTERS} if file.info.facts.snapshot_game is not None else set()
    return not any(games & shared.get(name, frozenset()) for name, games in file.info.games.items() if name not in own)


def can_be_kept(receipt: Receipt, problems: Iterable[Problem]) -> bool:
    """Return whether a second landing would do the same: all rows landed, and no note depends on the schedule."""
    return all(
        not problem.fatal and isinstance(problem.value, PLAIN) and problem.reason != NOT_SCHEDULED
        for problem in problems
    ) and all(receipt.info.games.values())


_NOTHING: Stamp = (0, None)
_HOLDS = (
    "not exists (select from unnest(r.games, r.input_versions, r.changed_at) as k (game_id, input_version, changed_at)"
    " where not exists (select from ops.game_inputs as g where g.game_id = k.game_id"
    " and g.input_version = k.input_version and g.changed_at = k.changed_at))"
    " and not (r.without_schedule and exists (select from public.staging_schedule))"
)


def _content(receipt: Receipt) -> dict[str, Any]:
    facts = receipt.info.facts
    return {
        "facts": asdict(facts)
        | {
            "path": None,
            "exported_at": facts.exported_at and facts.exported_at.isoformat(),
            "tables": sorted(facts.tables),
        },
        "games": {name: sorted(games) for name, games in receipt.info.games.items()},
        "counts": asdict(receipt.info.counts),
        "results": [asdict(_unchanged(result)) for result in receipt.results],
        "notes": [asdict(note) | {"file": None, "raw": None} for note in receipt.notes],
        "codes": receipt.codes,
    }


def _unchanged(result: TableResult) -> TableResult:
    """Return the result of landing the same rows again."""
    return replace(result, inserted=0, updated=0, deleted=0, unchanged=result.read)


def _receipt(key: str, path: Path, content: dict[str, Any]) -> Receipt:
    facts = content["facts"]
    exported_at = facts["exported_at"] and datetime.fromisoformat(facts["exported_at"])
    typed = {
        "path": path,
        "exported_at": exported_at,
        "tables": frozenset(facts["tables"]),
        **{name: tuple(facts.get(name, ())) for name in ("tracked_periods", "shift_periods")},
        "teams": tuple(facts.get("teams", (None, None))),
    }
    known = FileFacts(**facts | typed)
    games = {name: frozenset(ids) for name, ids in content["games"].items()}
    results = [TableResult(**result | {"operation": Operation(result["operation"])}) for result in content["results"]]
    notes = [Problem(**note | {"file": str(path), "origin": Origin(**note["origin"])}) for note in content["notes"]]
    codes = {name: Counter(counted) for name, counted in content["codes"].items()}
    return Receipt(key, FileInfo(known, games, Counts(**content["counts"])), results, notes, codes)
