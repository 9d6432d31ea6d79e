"""Synchronises subjects in one direction: what only the source changed is copied, what both changed is merged."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

import psycopg

from benchsight.sync.errors import SyncError
from benchsight.sync.input import bulk
from benchsight.sync.input.conflicts import forget_conflicts, note_conflicts, read_choices
from benchsight.sync.input.merge import Merged, Rows, merge, same_rows
from benchsight.sync.input.side import DatabaseSide, Document, Moved, Side, changes, look, read, write
from benchsight.sync.input.states import Mark, State, after_pull, after_push, newest

Direction = Literal["push", "pull"]
Reaches = Callable[[str, int, int], None]  # the step that has begun, subjects done, all subjects
BATCH = 50  # games in one transaction
ATTEMPTS = 5
REPAIR = "run `benchsight sync repair`"


@dataclass
class InputSynced:
    """Outcome: subjects whose rows were sent or merged, rows copied, and subjects with conflicts."""

    sent: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    rows: int = 0


class InputSync:
    """A synchronisation of staged rows between two sides; the local one has a connection in autocommit."""

    def __init__(self, local: psycopg.Connection, remote: Side, writer: str) -> None:
        self.connection, self.remote, self.writer = local, remote, writer
        self.local: Side = DatabaseSide(lambda work: work(local))
        row = local.execute("select cast(ops.sync_id() as text)").fetchone()
        assert row is not None
        self.initiator = str(row[0])
        self.there = look(remote, self.initiator)
        self.peer = self.there.id
        self.here = look(self.local, self.initiator, self.peer)

    def check_columns(self, direction: Direction) -> None:
        """Raise SyncError if the target lacks tables or columns of the source: their values would be lost."""
        source, target = (self.here, self.there) if direction == "push" else (self.there, self.here)
        missing = [
            f"{table}.{name}"
            for table, columns in source.columns.items()
            for name in columns
            if name not in target.columns.get(table, ())
        ]
        if missing:
            where = "the cloud" if direction == "push" else "the local database"
            raise SyncError(f"nothing was copied: {where} lacks {', '.join(missing)}. {REPAIR}")

    def run(
        self,
        direction: Direction,
        only: Collection[str] | None = None,
        full: bool = False,
        reaches: Reaches = lambda step, done, total: None,
    ) -> InputSynced:
        """Synchronise all subjects, or ``only`` some; with ``full``, compare also rows that no version tells of."""
        self.check_columns(direction)
        outcome = InputSynced()
        due = self.due(direction, only, full)
        copied = [] if full else [subject for subject in due if self._is_copied(direction, subject)]
        rest = [subject for subject in due if subject not in set(copied)]
        done = 0
        for batch in _batches(copied):
            reaches(f"{direction}: games", done, len(due))
            rest += self._copy(direction, batch, outcome)
            done += len(batch)
        for subject in rest:
            reaches(f"{direction}: {subject}", done, len(due))
            self._merge(direction, subject, outcome)
            done += 1
        self._mirror()
        return outcome

    def due(self, direction: Direction, only: Collection[str] | None = None, full: bool = False) -> list[str]:
        """Return the subjects that the source changed since they were sent."""
        subjects = [subject for subject in self._in_order() if only is None or subject in only]
        return [subject for subject in subjects if full or self._is_due(direction, subject)]

    def _in_order(self) -> list[str]:
        """Return all subjects: tables first, since games refer to their players and teams."""
        subjects = {*self.here.marks, *self.there.marks}
        return sorted(subjects, key=lambda subject: (subject.isdecimal(), int(subject) if subject.isdecimal() else 0))

    def _state(self, subject: str) -> State | None:
        return newest(self.here.states.get(subject), self.there.states.get(subject))

    def _is_due(self, direction: Direction, subject: str) -> bool:
        state = self._state(subject)
        if direction == "push":
            mark, sent = self.here.marks.get(subject), state and state.pushed
        else:
            mark, sent = self.there.marks.get(subject), state and state.pulled
        return mark is not None and mark != sent

    def _is_copied(self, direction: Direction, subject: str) -> bool:
        """Return whether the target of a game has nothing that the source lacks, so that its rows are copied over."""
        if not subject.isdecimal() or not isinstance(self.remote, DatabaseSide):
            return False
        state = self._state(subject)
        target = self.there.marks.get(subject) if direction == "push" else self.here.marks.get(subject)
        known = state and (state.pulled if direction == "push" else state.pushed)
        return target is None or (state is not None and target == known)

    def _copy(self, direction: Direction, batch: list[str], outcome: InputSynced) -> list[str]:
        """Copy games; return those that were changed meanwhile."""
        remote, target = self.remote, self.there if direction == "push" else self.here
        assert isinstance(remote, DatabaseSide)
        games = [bulk.Game(subject, target.marks.get(subject)) for subject in batch]

        def state_of(subject: str, mark: Mark) -> dict[str, Any]:
            return self._next(direction, subject, mark, is_equal=True)

        def work(there: psycopg.Connection) -> bulk.Sent:
            ends = (self.connection, there) if direction == "push" else (there, self.connection)
            return bulk.send_games(*ends, bulk.read_tables(self.connection), games, state_of, self.writer)

        sent: bulk.Sent = remote.run(work)
        if direction == "push":
            bulk.note(self.connection, sent.states.values())
        outcome.sent += [subject for subject in batch if subject in sent.states]
        outcome.rows += sent.rows
        forget_conflicts(self.connection, self.peer, sent.states)
        if sent.moved:
            self._look_again()
        return sent.moved

    def _merge(self, direction: Direction, subject: str, outcome: InputSynced) -> None:
        for _ in range(ATTEMPTS):
            try:
                self._merge_once(direction, subject, outcome)
                return
            except Moved:
                self._look_again()
        raise SyncError(f"{subject} is being written all the time: try again later")

    def _look_again(self) -> None:
        self.there = look(self.remote, self.initiator)
        self.here = look(self.local, self.initiator, self.peer)

    def _merge_once(self, direction: Direction, subject: str, outcome: InputSynced) -> None:
        here, there = read(self.local, subject), read(self.remote, subject)
        assert here is not None and there is not None
        merged = self._merged(subject, here, there)
        if merged.clashes:
            self._note(subject, merged)
            outcome.conflicts.append(subject)
            return
        source, target = (here, there) if direction == "push" else (there, here)
        if source.mark is None:
            return
        state = self._next(direction, subject, source.mark, same_rows(merged.rows, source.rows))
        side = self.remote if direction == "push" else self.local
        mark = write(side, subject, target.mark, merged.rows, state, self.writer)
        if direction == "push":
            filled = dict.fromkeys(state["fill"], mark)
            bulk.note(self.connection, [{**state, **filled}])
        forget_conflicts(self.connection, self.peer, [subject])
        outcome.merged.append(subject)

    def _merged(self, subject: str, here: Document, there: Document) -> Merged:
        state = self._state(subject)
        base: Rows | None = None
        if state is not None:
            document = read(self.local if state.base_side == "local" else self.remote, subject, state.base)
            base = None if document is None else document.rows
        chosen = read_choices(self.connection, self.peer, subject)
        return merge(base, here.rows, there.rows, chosen, is_first=state is None)

    def _note(self, subject: str, merged: Merged) -> None:
        state = self._state(subject)
        pushed, pulled = (mark[0] if mark else 0 for mark in (state and state.pushed, state and state.pulled))
        here, there = changes(self.local, subject, pushed), changes(self.remote, subject, pulled)
        note_conflicts(self.connection, self.peer, subject, merged.clashes, here, there)

    def _next(self, direction: Direction, subject: str, mark: Mark, is_equal: bool) -> dict[str, Any]:
        after = after_push if direction == "push" else after_pull
        state, fill = after(self._state(subject), mark, is_equal)
        return state.row(self.initiator, self.peer, subject, fill)

    def _mirror(self) -> None:
        """Note here what a synchronisation noted there before it was killed."""
        newer = [
            state.row(self.initiator, self.peer, subject, [])
            for subject, state in self.there.states.items()
            if newest(self.here.states.get(subject), state) is state and state != self.here.states.get(subject)
        ]
        if newer:
            bulk.note(self.connection, newer)


def _batches(subjects: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(subjects)
    while batch := list(islice(rest, BATCH)):
        yield batch
