"""Reception of a multipart body: its files go to disk in chunks, never whole into memory."""

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from benchsight.api.errors import ApiError
from benchsight.api.uploads.names import safe_name

CHUNK_BYTES = 2**20
PIECE_BYTES = 100  # what a piece costs beside its content: a body of nothing but line ends has one for each
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass
class ReceivedFile:
    """A received file: its safe name and its size in bytes."""

    name: str
    bytes: int = 0


async def receive(request: Request, folder: Path, most_files: int) -> list[ReceivedFile]:
    """Write the files of a multipart request to a folder and return them.

    Raise ApiError for another body, a body without files or with other fields, one that was cut off, or a full disk.
    """
    form = _Form(_boundary(request), folder, most_files)
    try:
        async for chunk in request.stream():
            form.feed(chunk)
            if form.waiting >= CHUNK_BYTES:
                await run_in_threadpool(form.write)
        await run_in_threadpool(form.finish)
    except ClientDisconnect:
        raise ApiError(HTTPStatus.BAD_REQUEST, "cut_off", "the client disconnected: nothing was loaded") from None
    except FormParserError as error:
        raise _malformed(str(error)) from error
    except OSError as error:
        if error.errno not in NO_SPACE:
            raise
        detail = "the disk of the server is full, or its quota: nothing was loaded"
        raise ApiError(HTTPStatus.INSUFFICIENT_STORAGE, "disk_full", detail) from error
    finally:
        form.close()
    return form.files


class _Form:
    """Parser of the body. ``feed`` parses without touching the disk, ``write`` writes what was parsed."""

    def __init__(self, boundary: bytes, folder: Path, most_files: int) -> None:
        self.files: list[ReceivedFile] = []
        self.waiting = 0
        self._folder, self._most_files = folder, most_files
        self._pieces: list[tuple[ReceivedFile, bytes]] = []
        self._written: BinaryIO | None = None
        self._open_name: str | None = None
        self._header, self._value, self._disposition = b"", b"", b""
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_header,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
                "on_end": self._on_end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        self._parser.write(chunk)

    def write(self) -> None:
        for file, content in self._pieces:
            if self._open_name != file.name:
                self._complete_file()
                self._written, self._open_name = (self._folder / file.name).open("xb"), file.name
            assert self._written is not None
            self._written.write(content)
        self._pieces, self.waiting = [], 0

    def finish(self) -> None:
        """Write the rest; raise ApiError unless the body came to its end and has a file."""
        if not self._ended:
            raise _malformed("it ends before its closing boundary")
        if not self.files:
            raise ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", "the request has no file")
        self.write()
        self._complete_file()

    def close(self) -> None:
        """Close the file that was being written, if the reception failed."""
        if self._written is not None:
            with suppress(OSError):
                self._written.close()

    def _complete_file(self) -> None:
        if self._written is not None:
            self._written.flush()
            os.fsync(self._written.fileno())
            self._written.close()
            self._written = None

    def _begin(self) -> None:
        self._disposition = self._header = self._value = b""

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"filename" not in options:
            name = options.get(b"name", b"").decode(errors="replace")[:80]
            detail = f"unexpected field {name!r}: the form has files only; options are query parameters"
            raise ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", detail)
        if len(self.files) == self._most_files:
            most = "1 file" if self._most_files == 1 else f"{self._most_files} files"
            raise ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", f"the request may have at most {most}")
        taken = {file.name.casefold() for file in self.files}
        self.files.append(ReceivedFile(safe_name(options[b"filename"].decode(errors="replace"), taken)))
        self._on_data(b"", 0, 0)  # an empty file is a file too

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        file = self.files[-1]
        self._pieces.append((file, data[start:end]))
        file.bytes += end - start
        self.waiting += end - start + PIECE_BYTES

    def _on_end(self) -> None:
        self._ended = True


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise _malformed("expected Content-Type multipart/form-data with a boundary")
    return options[b"boundary"]


def _malformed(why: str) -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, "malformed", f"the body is not a multipart form: {why}; nothing was loaded")
