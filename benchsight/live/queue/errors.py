"""What a person can ask of the queue in vain."""

from benchsight.errors import BenchSightError


class QueueError(BenchSightError):
    """There is no such request, or it is past what was asked of it."""
