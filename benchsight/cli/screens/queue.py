"""The queue on a terminal."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.text import Text

from benchsight.live.queue.requests import QueuedRequest
from benchsight.terminal.text import UNKNOWN, Grid, Terminal, count, grid, number, span, terminal

COLORS = {"processing": "cyan", "failed": "red", "completed": "green", "cancelled": "dim"}


def show_queue(requests: Sequence[QueuedRequest], console: Terminal | None = None) -> None:
    """Print the requests, and below them why any of them failed."""
    console = console or terminal()
    if not requests:
        console.say("Nothing waits, nothing is worked on, and nothing failed within a day.")
        console.next("benchsight queue --add GAME", "asks for a game (`benchsight games` lists them); --all: what was")
        return
    console.print(_listing(requests))
    for request in requests:
        if request.error_message:
            console.say((f"request {request.id}", "red"), f": {' '.join(request.error_message.split())}")
    counts = Counter(request.status for request in requests)
    console.say(", ".join(f"{number} {status}" for status, number in counts.items()), style="dim")
    _show_next(requests, console)


def _show_next(requests: Sequence[QueuedRequest], console: Terminal) -> None:
    failed = next((request.id for request in requests if request.status == "failed"), None)
    waiting = next((request.id for request in requests if request.status == "pending"), None)
    if failed is not None:
        console.next(f"benchsight queue --retry {failed}", "tries that request again; the number is its id")
    elif waiting is not None:
        console.next(
            "benchsight worker", f"works them off; `benchsight queue --cancel {waiting}` calls one off by its id"
        )
    else:
        console.next("benchsight queue --add GAME", "asks for a game (`benchsight games` lists them)")


def _listing(requests: Sequence[QueuedRequest]) -> Grid:
    listing = grid(
        "id", "game", "what", "status", "next or by", "asked", "took", "tries", "priority",
        left=5, optional=("priority", "took", "tries"),
    )  # fmt: skip
    now = datetime.now(UTC)
    for request in requests:
        listing.add_row(
            str(request.id),
            number(request.game_id),
            _what(request),
            Text(request.status, COLORS.get(request.status, "")),
            _next(request, now),
            f"{span((now - request.requested_at).total_seconds())} ago",
            _took(request, now),
            f"{request.attempts}/{request.max_attempts}" if request.attempts else UNKNOWN,
            str(request.priority),
        )
    return listing


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
