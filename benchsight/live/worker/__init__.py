"""The worker: takes requests from the queue, builds their games, records outcomes. Imported by `cli`."""

from benchsight.live.worker.worker import Worker, WorkerOptions

__all__ = ["Worker", "WorkerOptions"]
