"""Errors of requests to the queue."""

from benchsight.errors import BenchSightError


class QueueError(BenchSightError):
    """There is no such request, or its status does not allow the change."""
