"""The documentation site: the pages of docs/ built by mkdocs, and dbt's catalogue beside them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchsight.builds.dbt.process import run_step
from benchsight.builds.dbt.project import dbt_project
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError, ConfigurationError, require_extra

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
SHOWN = 8  # lines of an error
QUIET = {"NO_MKDOCS_2_WARNING": "1"}  # a notice of the theme's authors, about a version that pyproject.toml excludes


class SiteError(BenchSightError):
    """mkdocs cannot make the site."""


def make_docs() -> Path:
    """Make the site with dbt's catalogue; the path of its index.html, below BENCHSIGHT_HOME/docs.

    Raises MissingExtra without mkdocs, BuildError or SiteError with what dbt or mkdocs says.
    """
    require_extra("docs", "material", "the site needs mkdocs-material")
    settings = load_settings()
    catalogue = make_catalogue()
    return make_site(settings.project_root, settings.home / "docs" / "site", catalogue)


def make_catalogue() -> Path:
    """Make dbt's catalogue from the project and the database: one HTML file, below BENCHSIGHT_HOME/docs.

    Raises BuildError with what dbt says if it cannot be made.
    """
    settings = load_settings()
    project = replace(dbt_project(settings), target=TARGET, artifacts=True)
    run_step(project, GENERATE, "make the docs")
    page = settings.home / "docs" / "catalogue.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project.work / TARGET / "static_index.html", page)
    return page


def make_site(root: Path, folder: Path, catalogue: Path | None = None) -> Path:
    """Make the site of a checkout in a folder, with dbt's catalogue; the path of its index.html.

    Raises SiteError for a dead link, a page that the navigation lacks, or any other warning of mkdocs.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = os.environ | QUIET | {"BENCHSIGHT_DOCS_CATALOGUE": str(catalogue or "")}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("INFO")]
        more = f" … and {len(said) - SHOWN} more lines" if len(said) > SHOWN else ""
        raise SiteError(f"mkdocs cannot make the site: {' '.join(said[:SHOWN])}{more}")
    return folder / "index.html"


@contextmanager
def docs_server(page: Path, port: int) -> Iterator[ThreadingHTTPServer]:
    """Yield a server of the site on 127.0.0.1, not serving yet; port 0: any free one.

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
        """Log nothing."""
