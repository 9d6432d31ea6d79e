"""Which tests stay together in one of the processes that run them, and which begin."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

BUILT_ONCE = {
    "tests/realdata/": "packs",
    "tests/independent/": "leagues",
    "tests/property/test_published_statistics.py": "leagues",
    "tests/property/test_rebuilding.py": "leagues",
    "tests/lint/test_site.py": "made site",
    "tests/lint/": "empty project",
}
"""Tests of what is built once (leagues, the site of the documents, a project without games), by the beginning of their
path; the longest first. A group may not have the name of a folder of tests, whose turn it would take."""

LONG = (
    "tests/benchsight/builds/test_plain_dbt.py",
    "demo",
    "api",
    "chaos",
    "property",
    "live",
    "rebuild",
    "delete_game",
    "worker",
    "builds",
    "server",
)
"""Files, and folders whose files of tests, take long: they begin before the others, so that no process ends alone."""


class OneWorkerForEach(LoadScopeScheduling):  # type: ignore[misc]
    """What is made once for many tests is made by one worker: a league that is built, the fixtures of a file.

    The groups of xdist would say so of each test, but pytest 9.2 does not show them to it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)


def piece(nodeid: str) -> str:
    """The tests that stay together: a file, or those of a league that is built once."""
    file = nodeid.partition("::")[0]
    return next((group for start, group in BUILT_ONCE.items() if file.startswith(start)), file)


def turn(nodeid: str) -> int:
    """When the turn of a test is: what takes longest begins."""
    first = [*dict.fromkeys(BUILT_ONCE.values()), *LONG]
    own = piece(nodeid)
    known = own if own in first else own.split("/")[-2]
    return first.index(known) if known in first else len(first)
