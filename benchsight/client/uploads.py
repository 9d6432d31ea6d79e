"""Uploads of files, loaded by a job on the server."""

import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from benchsight.client.errors import ClientError
from benchsight.client.jobs import Job, id_of, job_of
from benchsight.client.transport import Transport

UploadOperation = Literal["upsert", "append", "replace", "merge"]


class Uploads:
    """Uploads; `Jobs.wait` follows their jobs."""

    _transport: Transport

    def upload(
        self,
        *paths: str | Path,
        preview: bool = False,
        operation: UploadOperation = "upsert",
        tables: Sequence[str] = (),
        games: Sequence[int] = (),
        columns: Sequence[str] = (),
        strict: bool = False,
        force: bool = False,
    ) -> Job:
        """Load files as `benchsight load` does; return the pending job, whose result has the outcome of each file.

        ``preview`` writes nothing: the result says what would change. ``tables``, ``games`` and ``columns`` (of merge)
        limit what is loaded. ``strict``: land nothing of a file with a rejected row. ``force``: land what is no
        plausible version of the staged games. Raise ClientError.
        """
        query = {
            "preview": preview, "operation": operation, "table": list(tables), "game": [str(game) for game in games],
            "column": list(columns), "strict": strict, "force": force,
        }  # fmt: skip
        if not paths:
            raise ClientError("upload takes at least one file", "invalid")
        with ExitStack() as opened:
            try:
                files = [("files", (Path(path).name, opened.enter_context(Path(path).open("rb")))) for path in paths]
            except OSError as error:
                raise ClientError(f"cannot read {error.filename}: {error.strerror}", "invalid") from error
            started = self._transport.write("POST", "/api/upload/bulk", query=query, files=files)
        return job_of(self._transport.get_json(f"/api/etl/status/{started['job_id']}"))

    def rejects(self, upload: Job | str, notes: bool = False) -> list[dict[str, str]]:
        """Return reason, file, sheet, row, column and value of each rejected row; ``notes``: of landed rows too."""
        path = f"/api/upload/rejects/{id_of(upload)}"
        text = self._transport.get(path, {"notes": notes}, "text/csv").text
        return list(csv.DictReader(io.StringIO(text)))
