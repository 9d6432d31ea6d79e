"""The emulator of BigQuery (bqemulator), which has an environment of its own: `make bigquery-emulator`."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

REPOSITORY = Path(__file__).resolve().parents[3]
ENVIRONMENT = REPOSITORY / ".venv-bigquery"
START_SECONDS = 60


def emulator_program() -> Path | None:
    """Return the program, None where it is not installed."""
    program = Path(os.environ.get("BENCHSIGHT_BQEMULATOR") or ENVIRONMENT / "bin" / "bqemulator")
    return program if program.is_file() else None


@contextmanager
def running_emulator(program: Path, home: Path) -> Iterator[str]:
    """Run the emulator without files; yield its address."""
    _bring_extension(program, home)
    rest, grpc = _free_port(), _free_port()
    command = [str(program), "start", "--rest-port", str(rest), "--grpc-port", str(grpc), "--log-level", "error"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, "HOME": str(home)}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{rest}"
    try:
        _await(process, address, home / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _bring_extension(program: Path, home: Path) -> None:
    """Copy DuckDB's extension, which it would download, from the wheel to where DuckDB looks."""
    packages = program.parents[1] / "lib"
    for found in packages.glob("python*/site-packages/duckdb_extension_spatial/extensions/v*/spatial.duckdb_extension"):
        folder = home / ".duckdb" / "extensions" / found.parent.name / "linux_amd64"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(found, folder)


def _await(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-2000:]
        with suppress(URLError, ConnectionError):
            urlopen(f"{address}/bigquery/v2/projects/league/datasets", timeout=5).close()
            return
        time.sleep(0.1)
    raise AssertionError(f"the emulator did not start within {START_SECONDS} s: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
