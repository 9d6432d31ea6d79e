"""Synchronisation on a terminal."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from benchsight.sync.exchange import SyncSummary
from benchsight.sync.input.conflicts import Cell, Conflict
from benchsight.sync.repair import Repair
from benchsight.sync.status import SyncStatus, Waiting
from benchsight.terminal.text import UNKNOWN, Terminal, count, grid, span, terminal

MANY = 8


def show_summary(summary: SyncSummary, console: Terminal | None = None) -> None:
    """Print what a push or pull did."""
    console = console or terminal()
    done = summary.input
    what = {"push": "sent to", "pull": "taken from"}[summary.direction]
    console.say(f"input {what} {summary.place}: {_subjects([*done.sent, *done.merged])}")
    if summary.published is not None:
        published = summary.published
        console.say(
            f"published: {count(len(published.games), 'game')} and {count(len(published.tables), 'other table')} sent, "
            f"{published.rows:,} rows; {len(published.games_deleted)} games and {published.rows_deleted:,} rows deleted"
        )
    show_conflicts(summary.conflicts, console)
    if summary.conflicts:
        console.next(f"benchsight sync resolve {summary.conflicts[0].subject} --take local", "or remote: decides it")
    elif summary.direction == "pull" and (done.sent or done.merged):
        console.next("benchsight build", "computes what is published from it")
    else:
        console.next("benchsight sync status", "shows the tiers side by side")


def show_status(status: SyncStatus, console: Terminal | None = None) -> None:
    """Print the tiers side by side, what waits, and conflicts."""
    console = console or terminal()
    listing = grid("tier", "state", "games", "rows", "tables", "columns", "version", "changed", left=2)
    for tier in status.tiers:
        changed = UNKNOWN if tier.age_seconds is None else f"{span(tier.age_seconds)} ago"
        numbers = (tier.games, tier.rows, tier.tables, tier.columns)
        listing.add_row(
            tier.name, tier.state, *(UNKNOWN if each is None else f"{each:,}" for each in numbers),
            tier.newest or UNKNOWN, changed,
        )  # fmt: skip
    console.print(listing)
    for tier in status.tiers:
        if tier.problem:
            console.say((f"{tier.name}: ", "dim"), tier.problem)
    if status.last is not None:
        _show_last(status, console)
    console.say(("to push  ", "dim"), _waiting(status.waiting), hang=9)
    if status.to_pull is not None:
        console.say(("to pull  ", "dim"), _subjects(status.to_pull), hang=9)
    show_conflicts(status.conflicts, console)
    console.next(*_next(status))


def show_conflicts(conflicts: Sequence[Conflict], console: Terminal) -> None:
    """Print conflicts by game: each row, its columns with both values, when they changed and who did it."""
    for subject, listed in groupby(conflicts, lambda conflict: conflict.subject):
        rows = list(listed)
        name = f"game {subject}" if subject.isdecimal() else subject
        console.say((f"{name}: {count(len(rows), 'conflict')}", "red"))
        for conflict in rows:
            console.say(f"{conflict.table.removeprefix('staging_')} {conflict.key}", indent=2)
            for side, is_gone, at, by in (
                ("local", conflict.is_deleted_here, conflict.local_changed_at, conflict.local_changed_by),
                ("remote", conflict.is_deleted_there, conflict.remote_changed_at, conflict.remote_changed_by),
            ):
                gone = "deleted, " if is_gone else ""
                console.say(f"{side:<7} {gone}{_when(at)} by {by or UNKNOWN}", indent=4)
            if not conflict.is_deleted_here and not conflict.is_deleted_there:
                for cell in conflict.cells:
                    console.say(_cell(cell), indent=4)


def show_repair(found: Repair, console: Terminal | None = None) -> None:
    """Print differences of schema with their statements, what was filled, and what cannot be."""
    console = console or terminal()
    for tier, why in found.skipped.items():
        console.say((f"{tier} not looked at: ", "dim"), why)
    if not found.drifts:
        console.say("The tiers have the same tables and columns.")
        console.next("benchsight sync status", "shows them side by side")
        return
    for tier, drifts in groupby(found.drifts, lambda drift: drift.tier):
        console.say((tier, "bold"))
        for drift in drifts:
            name = f"{drift.table}.{drift.column}" if drift.column else drift.table
            console.say(" ".join(filter(None, (drift.kind, name, f"({drift.hint})" if drift.hint else ""))), indent=2)
            if drift.ddl and drift.kind == "column":
                console.say(drift.ddl, indent=4)
    for tier, names in found.filled.items():
        console.say(f"filled in the {tier}: {_few(names)}")
    if found.unfilled:
        console.say(f"cannot be filled, since they have no values here either: {_few(found.unfilled)}")
        console.say("Load the files again, `benchsight backfill`, or build, then push.", indent=2)
    if not found.applied:
        console.next("benchsight sync repair --apply", "runs the statements and fills what it adds (--json: all DDL)")
    else:
        console.next("benchsight sync repair", "looks again")


def _show_last(status: SyncStatus, console: Terminal) -> None:
    last = status.last
    assert last is not None
    when = "never" if last.succeeded_at is None else _when(last.succeeded_at)
    failed = f"; {count(last.failures, 'failed attempt')} since: {last.error_message}" if last.failures else ""
    console.say(("synced   ", "dim"), f"{when}{failed}", hang=9)


def _next(status: SyncStatus) -> tuple[str, str]:
    cloud = next(tier for tier in status.tiers if tier.name == "cloud")
    if status.conflicts:
        return f"benchsight sync resolve {status.conflicts[0].subject} --take local", "or remote: decides it"
    if cloud.state == "not configured":
        return "export BENCHSIGHT_CLOUD_URL=postgresql://…", "names the cloud"
    if status.to_pull:
        return "benchsight sync pull", "takes what was written in the cloud"
    if status.waiting or status.last is None:
        return "benchsight sync push", "sends what waits"
    return "benchsight sync repair", "compares tables and columns"


def _waiting(waiting: Sequence[Waiting]) -> str:
    if not waiting:
        return "nothing"
    kinds = [
        f"{kind}: {_subjects([each.subject for each in waiting if each.kind == kind])}"
        for kind in ("input", "published")
        if any(each.kind == kind for each in waiting)
    ]
    return f"{'; '.join(kinds)}; the oldest since {_when(min(each.since for each in waiting))}"


def _subjects(subjects: Sequence[str]) -> str:
    games = [subject for subject in subjects if subject.isdecimal()]
    others = ["other tables" if subject == "*" else subject for subject in subjects if not subject.isdecimal()]
    parts = [f"{count(len(games), 'game')} ({_few(games)})"] if games else []
    return ", ".join([*parts, *others]) or "nothing"


def _few(names: Sequence[str]) -> str:
    more = len(names) - MANY
    return ", ".join(names[:MANY]) + (f" and {more} more" if more > 0 else "")


def _cell(cell: Cell) -> str:
    base, local, remote = (json.dumps(value, ensure_ascii=False) for value in (cell.base, cell.local, cell.remote))
    return f"{cell.column}: {local} here, {remote} there (was {base})"


def _when(at: datetime | None) -> str:
    return UNKNOWN if at is None else f"{at:%Y-%m-%d %H:%M} UTC"
