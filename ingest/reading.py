"""Reads the files of one call and decides which of them land, in which order; touches no database."""

from collections.abc import Callable
from pathlib import Path

from ingest.choose import FileFacts, choose_exports, facts_of, landing_order
from ingest.extract import Extract, UnreadableFile
from ingest.readers import UnknownFormat, find_files, read_file
from ingest.summary import FileResult, Status

Progress = Callable[[str, int, int], None]
ROWS_IN_MEMORY = 200_000  # beyond it, a file is read again when its turn comes


class ReadFiles:
    """The files of a call: ``files`` land, in this order; ``closed`` are the results of those that do not.

    ``games`` (empty: all) are the ones asked for; ``progress`` hears of every file that is read.
    """

    def __init__(self, paths: list[Path], games: frozenset[int], progress: Progress) -> None:
        self.closed: list[FileResult] = []
        self._named = frozenset(path for path in paths if not path.is_dir())
        self._games = games
        self._kept: dict[Path, Extract] = {}
        self._rows_kept = 0
        self.files = landing_order(self._choose(self._read_all(self._find(paths), progress)))

    def extract(self, file: FileFacts) -> Extract:
        """The content of a file that lands; raises UnreadableFile where it has changed since."""
        return self._kept.pop(file.path, None) or read_file(file.path)

    def _find(self, paths: list[Path]) -> list[Path]:
        """The files to read, each once however often it is named."""
        found: dict[Path, Path] = {}
        for path in paths:
            try:
                for each in find_files([path]):
                    found.setdefault(each.resolve(), each)
            except UnreadableFile as error:
                self._close(path, None, Status.FAILED, str(error))
        return list(found.values())

    def _read_all(self, paths: list[Path], progress: Progress) -> list[FileFacts]:
        facts = []
        for done, path in enumerate(paths):
            progress(f"reading {path.name}", done, 2 * len(paths))
            extract = self._read(path)
            if extract is not None and self._is_wanted(extract):
                self._keep(extract)
                facts.append(facts_of(extract))
        return facts

    def _read(self, path: Path) -> Extract | None:
        """The content of a file; None, with the reason among the closed files, where there is none."""
        try:
            return read_file(path)
        except UnknownFormat as error:
            self._close(path, None, self._status_of_other_data(path), str(error))
        except UnreadableFile as error:
            self._close(path, None, Status.FAILED, str(error))
        return None

    def _is_wanted(self, extract: Extract) -> bool:
        """Whether there is something to land for the games asked for."""
        path, game = extract.path, extract.snapshot_game
        if self._games and game is not None and game not in self._games:
            self._close(path, extract.file_format, Status.SKIPPED, f"game {game} was not asked for", game)
            return False
        if not extract.problems and not any(table.rows for table in extract.tables.values()):
            self._close(path, extract.file_format, self._status_of_other_data(path), f"{path}: there is no row in it")
            return False
        return True

    def _status_of_other_data(self, path: Path) -> Status:
        """In a folder there may be anything; a file that was named is meant."""
        return Status.FAILED if path in self._named else Status.SKIPPED

    def _keep(self, extract: Extract) -> None:
        rows = sum(len(table.rows) for table in extract.tables.values())
        if self._rows_kept + rows <= ROWS_IN_MEMORY:
            self._rows_kept += rows
            self._kept[extract.path] = extract

    def _choose(self, files: list[FileFacts]) -> list[FileFacts]:
        """Of several exports of one game, the best."""
        left = choose_exports(files)
        for each in left:
            game = each.export.snapshot_game
            reason = f"game {game} is loaded from {each.better.path.name}: this export {each.reason}"
            self._close(each.export.path, each.export.file_format, Status.SKIPPED, reason, game)
        aside = {each.export.path for each in left}
        return [file for file in files if file.path not in aside]

    def _close(
        self, path: Path, file_format: str | None, status: Status, reason: str, game_id: int | None = None
    ) -> None:
        self.closed.append(FileResult(path, file_format, status, reason=reason, game_id=game_id))
