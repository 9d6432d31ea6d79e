"""Errors that end a build before it has a summary."""

from benchsight.errors import BenchSightError


class BuildError(BenchSightError):
    """The build could not start, or had to stop."""


class SessionLost(BuildError):
    """The session that held the build lock is gone, so another build may have begun."""
