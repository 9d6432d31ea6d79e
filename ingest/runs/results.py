"""The results of the files of a run, without raw rows and with a limited number of problems."""

from dataclasses import replace

from ingest.journal.summary import FileResult, Status

MOST_PROBLEMS = 20_000  # problems beyond them are only counted; rejected rows are in staging_rejects


class Results:
    """Results by source file; a file that lands in two phases has one result."""

    def __init__(self) -> None:
        self._found: dict[str, FileResult] = {}
        self._room = MOST_PROBLEMS

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, source_file: str) -> FileResult:
        return self._found[source_file]

    @property
    def waiting(self) -> int:
        """How many files failed for a transient reason."""
        return sum(result.is_transient for result in self._found.values())

    def has_failed(self, source_file: str) -> bool:
        """Return whether the file failed."""
        return source_file in self._found and self._found[source_file].status is Status.FAILED

    def add(self, source_file: str, result: FileResult) -> None:
        """Keep the result of a file, together with that of an earlier phase."""
        light, before = self._light(result), self._found.get(source_file)
        self._found[source_file] = light if before is None else _joined(before, light)

    def _light(self, result: FileResult) -> FileResult:
        """Return the result without the raw rows of its problems, and with as many problems as there is room for."""
        ordered = sorted(result.problems, key=lambda problem: not problem.fatal)
        room = max(self._room, 1 if result.rejects else 0)
        self._room -= min(room, len(ordered))
        kept = result.problems if len(ordered) <= room else ordered[:room]
        light = [replace(problem, raw=None) for problem in kept]
        return replace(result, problems=light, problems_left_out=len(ordered) - len(kept))


def _joined(first: FileResult, second: FileResult) -> FileResult:
    return replace(
        second,
        tables=first.tables + second.tables,
        problems=first.problems + second.problems,
        problems_left_out=first.problems_left_out + second.problems_left_out,
        removed=first.removed + second.removed,
    )
