"""The checked files of a run: read once, kept by the spool, read again only where the spool has lost them."""

from collections.abc import Iterable
from dataclasses import replace

from ingest.contract.codes_report import KnownCodes
from ingest.contract.work import Operation
from ingest.database.session import Rows
from ingest.journal.summary import FileResult, Status
from ingest.landing import receipts
from ingest.landing.receipts import Receipt
from ingest.runs.spool import Spool, entry_key
from ingest.selection.fetching import FetchedFile
from ingest.selection.reading import CheckedFile, FileClosed, FileInfo, ReadyFile, Selection, check_file


class CheckedFiles:
    """Files by their content, with what is ``wanted`` of them."""

    def __init__(self, spool: Spool[FileInfo, CheckedFile], wanted: Selection) -> None:
        self._spool = spool
        self._wanted = wanted
        self.receipts: dict[str, Receipt] = {}

    def recall(self, cursor: Rows, files: Iterable[FetchedFile], strict: bool, codes: KnownCodes | None) -> None:
        """Find the receipts of files that have landed before and have nothing to do again."""
        if self._wanted.operation is not Operation.APPEND:
            self.receipts = receipts.find(cursor, {self.receipt_key(file, strict, codes): file for file in files})

    def receipt_key(self, file: FetchedFile, strict: bool, codes: KnownCodes | None) -> str:
        """What the receipt of a file is found by."""
        return receipts.receipt_key(file, self._wanted, strict, codes)

    def known(self, file: FetchedFile) -> ReadyFile | None:
        """The file as it was checked before, under the path by which it goes now; None where that is not kept."""
        info = self._spool.info(self._key(file))
        return None if info is None else ReadyFile(file, replace(info, facts=replace(info.facts, path=file.path)))

    def check(self, file: FetchedFile) -> ReadyFile:
        """The file, read and checked now unless that was done before; raises FileClosed and SpoolError."""
        receipt = self.receipts.get(file.source_file)
        return self.known(file) or (receipt and ReadyFile(file, receipt.info)) or self._read(file)[0]

    def rows(self, file: ReadyFile) -> CheckedFile:
        """The rows of a file; raises FileClosed where they had to be read again and could not."""
        return self._spool.body(self._key(file.fetched)) or self._read(file.fetched)[1]

    def drop(self, file: ReadyFile) -> None:
        """Forget the rows of a file."""
        self._spool.drop(self._key(file.fetched))

    def _read(self, file: FetchedFile) -> tuple[ReadyFile, CheckedFile]:
        info, checked = check_file(file, self._wanted)
        try:
            self._spool.put(self._key(file), info, checked, checked.rows)
        except RecursionError as error:
            reason = f"{file.path}: it cannot be read: nested too deeply"
            raise FileClosed(FileResult(file.path, None, Status.FAILED, reason=reason)) from error
        return ReadyFile(file, info), checked

    def _key(self, file: FetchedFile) -> str:
        return entry_key(file.source_file, file.sha256, str(self._wanted))
