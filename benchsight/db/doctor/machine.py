"""Checks of the Python installation: its version, the packages, whether dbt starts."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement

from benchsight.db.doctor.findings import Diagnosis

OLDEST_PYTHON = (3, 11)
INSTALL = "run `make clean` and `make test`, or `pip install -e .` in the checkout"


def check_machine() -> Iterator[Diagnosis]:
    """Findings on Python and its packages."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield Diagnosis.fault("python", f"Python {version} is too old", "install Python 3.11 or later")
    else:
        yield Diagnosis.ok("python", f"{version} ({sys.executable})")
    yield from check_packages(metadata.requires("benchsight") or [])
    yield check_dbt()


def check_packages(requirements: list[str]) -> Iterator[Diagnosis]:
    """Check that packages are installed in the required versions."""
    wrong = [problem for line in requirements if (problem := _unmet(Requirement(line))) is not None]
    for problem in wrong:
        yield Diagnosis.fault("packages", problem, INSTALL)
    if not wrong:
        yield Diagnosis.ok("packages", "all installed as required")


def check_dbt() -> Diagnosis:
    """Return whether dbt and its Postgres adapter can be imported, in a process of its own: it takes a second."""
    script = "import dbt.cli.main, dbt.adapters.postgres, dbt.version as v; print(v.installed.to_version_string())"
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    if outcome.returncode == 0:
        return Diagnosis.ok("dbt", outcome.stdout.strip().lstrip("="))
    return Diagnosis.fault("dbt", f"dbt does not start: {outcome.stderr.strip().splitlines()[-1]}", INSTALL)


def _unmet(requirement: Requirement) -> str | None:
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return None
    try:
        installed = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"{requirement.name} is not installed"
    if requirement.specifier.contains(installed, prereleases=True):
        return None
    return f"{requirement.name} {installed} is installed, {requirement.specifier} is needed"
