"""Pushes after builds, in a process of its own of low priority: no load or build waits for the cloud.

What a push does not send, since the cloud cannot be reached for instance, stays in the outbox for the next one.
"""

import os
import subprocess  # nosec B404
import sys
import threading
from contextlib import suppress

import psutil

from benchsight.builds.plan import Request
from benchsight.builds.run import OnWait
from benchsight.builds.summary import BuildSummary
from benchsight.db.settings import Settings, load_settings
from benchsight.live.worker.outcomes import Builder
from benchsight.sync.settings import NoCloud, load_cloud_settings

VARIABLE = "BENCHSIGHT_SYNC_AFTER_BUILD"
PUSH = "from benchsight.cli.main import main; main()"
NICENESS = 10
LONGEST_WAIT = 600.0


def pushes_after_builds() -> bool:
    """Return whether a cloud is configured, and the setting is not off."""
    if os.environ.get(VARIABLE, "on").lower() in ("off", "no", "0", "false"):
        return False
    try:
        load_cloud_settings()
    except NoCloud:
        return False
    return True


def push_in_background() -> "subprocess.Popen[bytes] | None":
    """Start `benchsight sync push` and return at once; its output goes to sync.log in our home."""
    return _start(load_settings()) if pushes_after_builds() else None


class PushesAfterBuilds:
    """A builder that has what it built pushed; a push at a time, tried again with growing pauses if it fails."""

    def __init__(self, builder: Builder, first_wait: float = 30.0) -> None:
        self._builder, self._first_wait = builder, first_wait
        self._changed, self._is_due, self._is_closed = threading.Condition(), False, False
        self._thread: threading.Thread | None = None

    def build(self, request: Request, on_wait: OnWait = lambda text: None) -> BuildSummary:
        """Build, and ask for a push."""
        summary = self._builder.build(request, on_wait)
        self._ask_for_a_push(summary)
        return summary

    def settle(self) -> BuildSummary | None:
        """Write what builds left for later, and ask for a push."""
        summary = self._builder.settle()
        self._ask_for_a_push(summary)
        return summary

    def _ask_for_a_push(self, summary: BuildSummary | None) -> None:
        if summary is None or summary.build_id is None or not pushes_after_builds():
            return
        with self._changed:
            self._is_due = True
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._push, args=(load_settings(),), daemon=True)
            self._thread.start()

    def warm_up(self) -> None:
        """Prepare for the first build."""
        self._builder.warm_up()

    def close(self) -> None:
        """Release what is kept; a push that runs goes on by itself."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._builder.close()

    def _push(self, settings: Settings) -> None:
        wait = self._first_wait
        while self._takes_a_push():
            if _start(settings).wait() == 0:
                wait = self._first_wait
                continue
            with self._changed:
                if self._changed.wait_for(lambda: self._is_closed, wait):
                    return
                self._is_due = True
            wait = min(2 * wait, LONGEST_WAIT)

    def _takes_a_push(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_due or self._is_closed)
            is_due, self._is_due = self._is_due, False
        return is_due


def _start(settings: Settings) -> "subprocess.Popen[bytes]":
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "sync.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", PUSH, "sync", "push", "--quiet"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=settings.project_root,
        )  # fmt: skip
    with suppress(psutil.Error):  # it has ended already
        psutil.Process(process.pid).nice(NICENESS)
    return process
