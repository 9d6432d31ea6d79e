"""How far a subject is synchronised, and what each side says of itself.

A subject is a game (``18969``) or a staging table without games (``staging_players``). A mark is the version of its
input and the microseconds of that change.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Mark = tuple[int, int]
SideName = Literal["local", "remote"]


@dataclass(frozen=True)
class State:
    """``pushed``: mark of the local rows that the peer has; ``pulled``: mark of its rows that are here.

    ``base`` is the common ancestor, a mark in the history of ``base_side``. Of two states, that of the higher
    ``sequence`` is the newer.
    """

    sequence: int
    pushed: Mark | None
    pulled: Mark | None
    base_side: SideName
    base: Mark

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "State":
        """Return the state of a row of ops.sync_states."""
        base = mark_of(row["base"])
        assert base is not None
        return cls(row["sequence"], mark_of(row["pushed"]), mark_of(row["pulled"]), row["base_side"], base)

    def row(self, initiator: str, peer: str, subject: str, fill: list[str]) -> dict[str, Any]:
        """Return the row for ops.sync_note; ``fill`` names the marks that the writing transaction fills in."""
        return {**asdict(self), "initiator": initiator, "peer": peer, "subject": subject, "fill": fill}


@dataclass(frozen=True)
class Look:
    """A side: its identity, the columns of its staging tables, the marks of its subjects, and its states."""

    id: str
    columns: dict[str, list[str]]
    marks: dict[str, Mark]
    states: dict[str, State] = field(default_factory=dict)

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> "Look":
        """Return the answer of sync_look."""
        return cls(
            answer["id"],
            answer["columns"] or {},
            {subject: (mark[0], mark[1]) for subject, mark in answer["marks"].items()},
            {row["subject"]: State.read(row) for row in answer["states"]},
        )


def mark_of(value: Any) -> Mark | None:
    """Return a mark as the database or JSON has it."""
    return None if value is None else (int(value[0]), int(value[1]))


def newest(first: State | None, second: State | None) -> State | None:
    """Return the newer of two states."""
    known = [state for state in (first, second) if state is not None]
    return max(known, key=lambda state: state.sequence, default=None)


def after_push(state: State | None, local: Mark, is_equal: bool) -> tuple[State, list[str]]:
    """Return the state after the rows of ``local`` were written there; the marks to fill in.

    ``is_equal``: both sides have the same rows; otherwise the peer has rows that are still to be pulled.
    """
    pulled = None if state is None else state.pulled
    return State(_next(state), local, pulled, "local", local), ["pulled"] if is_equal else []


def after_pull(state: State | None, remote: Mark, is_equal: bool) -> tuple[State, list[str]]:
    """Return the state after the rows of ``remote`` were written here; the marks to fill in."""
    pushed = None if state is None else state.pushed
    if is_equal:
        return State(_next(state), pushed, remote, "local", remote), ["pushed", "base"]
    return State(_next(state), pushed, remote, "remote", remote), []


def _next(state: State | None) -> int:
    return 1 if state is None else state.sequence + 1
