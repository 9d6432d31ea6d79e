"""The queue on a terminal."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchsight.queue.requests import QueuedRequest
from benchsight.terminal import UNKNOWN, count, number, terminal

WHAT_WIDTH = 26
COLORS = {"processing": "cyan", "failed": "red", "completed": "green", "cancelled": "dim"}


def show_queue(requests: Sequence[QueuedRequest], console: Console | None = None) -> None:
    """Print the requests, and below them why any of them failed."""
    console = console or terminal()
    if not requests:
        console.print("Nothing waits, nothing is worked on, and nothing failed within a day.")
        return
    console.print(_listing(requests))
    for request in requests:
        if request.error_message:
            why = escape(" ".join(request.error_message.split()))
            console.print(f"[red]request {request.id}[/]: {why}", soft_wrap=True)
    counts = Counter(request.status for request in requests)
    console.print(", ".join(f"{number} {status}" for status, number in counts.items()), style="dim")


def _listing(requests: Sequence[QueuedRequest]) -> Table:
    listing = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("id", "game"):
        listing.add_column(heading, justify="right", no_wrap=True)
    listing.add_column("what", no_wrap=True, overflow="ellipsis", max_width=WHAT_WIDTH)
    listing.add_column("status", no_wrap=True)
    for heading in ("priority", "asked", "took", "tries"):
        listing.add_column(heading, justify="right", no_wrap=True)
    listing.add_column("next or by", overflow="ellipsis")  # gives way where the terminal is narrow
    now = datetime.now(UTC)
    for request in requests:
        listing.add_row(
            str(request.id),
            number(request.game_id),
            escape(_what(request)),
            f"[{COLORS.get(request.status, 'default')}]{request.status}[/]",
            str(request.priority),
            f"{span((now - request.requested_at).total_seconds())} ago",
            _took(request, now),
            f"{request.attempts}/{request.max_attempts}" if request.attempts else UNKNOWN,
            _next(request, now),
        )
    return listing


def span(seconds: float) -> str:
    """A length of time in its largest unit: 0.4 s, 12 s, 3 min, 5 h, 2 d."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    for size, unit in ((86400, "d"), (3600, "h")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds // 60:.0f} min"


def _what(request: QueuedRequest) -> str:
    if request.operation != "rebuild":
        return request.operation
    tables = request.tables or ["all"]
    names = tables[0] if len(tables) == 1 else count(len(tables), "table")
    return " ".join(filter(None, ("rebuild", names, request.load_operation)))


def _took(request: QueuedRequest, now: datetime) -> str:
    if request.started_at is None or request.status in ("pending", "cancelled"):
        return UNKNOWN
    return span(((request.completed_at or now) - request.started_at).total_seconds())


def _next(request: QueuedRequest, now: datetime) -> str:
    if request.status == "pending":
        seconds = (request.not_before - now).total_seconds()
        return f"in {span(seconds)}" if seconds > 0 else "now"
    return request.claimed_by or UNKNOWN if request.status != "cancelled" else UNKNOWN
