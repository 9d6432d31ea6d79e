"""Works off the queue: claims what waits, has it built, says what came of it, and stays for more."""

from benchsight.worker.worker import Worker, WorkerOptions

__all__ = ["Worker", "WorkerOptions"]
