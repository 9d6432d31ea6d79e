"""Lands a file by its receipt, without comparing rows, since its games are unchanged."""

from ingest.contract.checked import CheckedRows
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation, TableWork
from ingest.database.session import Session, lock_games
from ingest.journal.phases import Counts, Journal, Phase
from ingest.journal.summary import FileResult, Status, TableResult
from ingest.journal.versions import payload_version
from ingest.landing import audit, receipts
from ingest.landing.audit import FileLoad
from ingest.landing.file_landing import set_session
from ingest.landing.receipts import Receipt
from ingest.selection.ready import ReadyFile


def land_unchanged(
    session: Session, journal: Journal, load: FileLoad, file: ReadyFile, receipt: Receipt
) -> FileResult | None:
    """Return the result of the file as if its rows had been compared; None if its games have changed."""
    work = [_work(result, receipt) for result in receipt.results]
    games = file.info.all_games
    game = min(games) if len(games) == 1 else file.info.facts.snapshot_game

    def attempt() -> FileResult | None:
        with session.transaction() as cursor:
            set_session(cursor, load)
            lock_games(cursor, games)
            if not receipts.holds(cursor, receipt):
                return None
            step = journal.step(Phase.UPSERT_GAMES, load.source_file, game, payload_version([file.fetched.sha256]))
            audit.start(cursor, load, work)
            audit.replace_rejects(cursor, load, [])
            audit.complete(cursor, load, receipt.results)
            journal.start(cursor, step)
            journal.complete(cursor, step, Counts.of(receipt.results))
        path, file_format = file.fetched.path, file.info.facts.file_format
        return FileResult(path, file_format, Status.COMPLETED, receipt.results, receipt.notes, games=sorted(games))

    return session.attempt(attempt)


def _work(result: TableResult, receipt: Receipt) -> TableWork:
    """Return the work on a table without its rows; the history needs its games."""
    rows = CheckedRows.empty(TABLES[result.table], "")
    rows.columns["game_id"] = list(receipt.info.games.get(result.table, ()))
    return TableWork(rows, Operation(result.operation))
