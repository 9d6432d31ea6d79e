"""The site that documents every table, column, test and model: one HTML file, made by dbt."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchsight.builds.dbt.process import StepResult, run_dbt
from benchsight.builds.dbt.project import dbt_project
from benchsight.builds.errors import BuildError
from benchsight.db.settings import load_settings
from benchsight.errors import ConfigurationError

HOST = "127.0.0.1"
TARGET = "docs"
# The SQL of models is shown as compiled; that of hundreds of tests only as written.
GENERATE = [
    "docs",
    "generate",
    "--static",
    "--select",
    "resource_type:model",
    "resource_type:seed",
    "resource_type:source",
]


def make_docs() -> Path:
    """Make the site from the project and the database; the path of its index.html, below BENCHSIGHT_HOME/docs.

    Raises BuildError with what dbt says if it cannot be made.
    """
    settings = load_settings()
    project = replace(dbt_project(settings), target=TARGET, artifacts=True)
    run_dbt(project, [GENERATE], _Maker())
    page = settings.home / "docs" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project.work / TARGET / "static_index.html", page)
    return page


@contextmanager
def docs_server(page: Path, port: int) -> Iterator[ThreadingHTTPServer]:
    """A server of the site on 127.0.0.1, not serving yet; port 0: any free one.

    Raises ConfigurationError if the port is taken.
    """
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(page.parent)))
    except OSError as error:
        raise ConfigurationError(
            f"port {port} of {HOST} cannot be had ({error.strerror}): choose another --port"
        ) from error
    with server:
        yield server


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Maker:
    """Hears dbt make the site."""

    def check(self) -> None:
        """Nothing has to hold while the site is made."""

    def parsed(self) -> None:
        """The project is parsed."""

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """A node is compiled."""

    def stepped(self, step: int, result: StepResult) -> None:
        """The site is made, or not."""
        if not result.success:
            messages = [f"{r.name}: {r.message}" for r in result.results if r.failed]
            raise BuildError(f"dbt could not make the docs: {result.error or '; '.join(messages)}")
