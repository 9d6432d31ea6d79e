"""Checks the installation and suggests fixes. Imported by `cli`."""

from collections.abc import Iterator

from benchsight.db.doctor.database import check_database
from benchsight.db.doctor.findings import Diagnosis
from benchsight.db.doctor.machine import check_machine
from benchsight.db.doctor.server import check_home, check_server
from benchsight.db.settings import load_settings
from benchsight.errors import ConfigurationError


def diagnose() -> Iterator[Diagnosis]:
    """Findings of every check in the order of the things they depend on; changes nothing and starts nothing."""
    yield from check_machine()
    try:
        settings = load_settings()
    except ConfigurationError as error:
        yield Diagnosis.fault("project", str(error), "run benchsight inside the checkout")
        return
    yield Diagnosis.ok("project", str(settings.project_root))
    yield check_home(settings.home)
    if settings.external_url is None:
        yield from check_server(settings)
    yield from check_database(settings)


__all__ = ["Diagnosis", "diagnose"]
