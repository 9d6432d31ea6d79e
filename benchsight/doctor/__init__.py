"""What is wrong with a set-up, and how to mend it."""

from collections.abc import Iterator

from benchsight.doctor.database import check_database
from benchsight.doctor.findings import Finding
from benchsight.doctor.machine import check_machine
from benchsight.doctor.server import check_home, check_server
from benchsight.errors import ConfigurationError
from benchsight.settings import load_settings


def diagnose() -> Iterator[Finding]:
    """Findings of every check in the order of the things they depend on; changes nothing and starts nothing."""
    yield from check_machine()
    try:
        settings = load_settings()
    except ConfigurationError as error:
        yield Finding.fault("project", str(error), "run benchsight inside the checkout")
        return
    yield Finding.ok("project", str(settings.project_root))
    yield check_home(settings.home)
    if settings.external_url is None:
        yield from check_server(settings)
    yield from check_database(settings)


__all__ = ["Finding", "diagnose"]
