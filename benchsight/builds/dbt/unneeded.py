"""What dbt does beside a build that nobody reads, left out: a third of its own time for one game.

Loaded by path into the process that runs dbt; it imports nothing of ours. What dbt decides, runs and logs is the same.
"""

from typing import Any

from dbt.adapters.postgres.impl import PostgresAdapter
from dbt.compilation import Linker
from dbt_common.behavior_flags import BehaviorFlagRendered
from dbt_common.clients import agate_helper
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

LISTENED_TO = ("NodeFinished",)
"""Events below the level of the log that our own process reads."""


class Events(EventManager):
    """Events of the level of our log, which is that of information; dbt would put the others into words as well."""

    def fire_event(self, e: BaseEvent, level: EventLevel | None = None, *arguments: Any, **named: Any) -> None:
        """Fire an event, unless it is for debugging."""
        of = e.level_tag() if level is None else level
        if of not in (EventLevel.DEBUG, EventLevel.TEST) or type(e).__name__ in LISTENED_TO:
            super().fire_event(e, level, *arguments, **named)


def _make_later(event: BaseEvent, *arguments: Any, **named: Any) -> None:
    """Make an event; if it is for debugging, its message, which takes longer than most statements, waits to be read."""
    if isinstance(event, DebugLevel):
        event.__dict__["made_of"] = arguments, named
    else:
        MAKE(event, *arguments, **named)


def _asked(event: BaseEvent, name: str) -> Any:
    """Return what an event's message has by this name; the message is made now if it waited."""
    if (made_of := event.__dict__.pop("made_of", None)) is not None:
        arguments, named = made_of
        MAKE(event, *arguments, **named)
    return ASK(event, name)  # type: ignore[no-untyped-call]


def _matching(adapter: PostgresAdapter, relations: list[Any], database: str, schema: str, name: str) -> list[Any]:
    """Compare the relations that have this name, in whatever case, in the place of all of them."""
    wanted = name.lower().strip('"')
    alike = [each for each in relations if each.identifier and each.identifier.lower().strip('"') == wanted]
    matches: list[Any] = MATCHING(adapter, alike, database, schema, name)
    return matches


MATCHING = PostgresAdapter._make_match
MAKE = BaseEvent.__init__
ASK = BaseEvent.__getattr__
NO_ROWS = agate_helper.empty_table()  # type: ignore[no-untyped-call]


def leave_out() -> None:
    """Have dbt leave it out from now on."""
    ctx_set_event_manager(Events())
    for place, name, value in (
        (PostgresAdapter, "_make_match", _matching),
        (BaseEvent, "__init__", _make_later),
        (BaseEvent, "__getattr__", _asked),
        # An empty table for each statement without a result, with all that guesses the types of columns.
        (agate_helper, "empty_table", lambda: NO_ROWS),
        # A file about the graph that is of use to who develops dbt.
        (Linker, "get_graph_summary", lambda linker, manifest: {}),
        # Which module has a flag of behaviour, found by reading the source of the whole stack.
        (BehaviorFlagRendered, "_default_source", staticmethod(lambda: PostgresAdapter.__module__)),
    ):
        setattr(place, name, value)
