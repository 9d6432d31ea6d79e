"""Renews, at the end of a run, receipts outdated by later files of the run that wrote rows of other tables only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import Cursor

from ingest.contract.work import TableWork
from ingest.journal.summary import TableResult
from ingest.landing.receipts import Stamp, Stamps, versions_after

Rows = Cursor[tuple[Any, ...]]
Tables = Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Landing:
    """The effect of a landed file on its games: stamps before and after it, and the games of each table.

    ``is_alone``: no other session changed a game in between. ``receipt_key`` is None if no receipt was kept.
    """

    before: Stamps
    after: Stamps
    is_alone: bool
    tables: Tables
    has_deleted: bool
    receipt_key: str | None

    @classmethod
    def of(
        cls, cursor: Rows, work: Iterable[TableWork], results: Iterable[TableResult], before: Stamps, key: str | None
    ) -> "Landing":
        """Return the effect, in the transaction that lands; ``key`` is that of the receipt kept."""
        tables = {each.rows.table.name: each.games for each in work}
        if any(each.scope is not None and each.scope.games is None for each in work):
            key = None  # it covers whole tables, and so games that are not in the file
        after, is_alone = versions_after(cursor, before)
        return cls(before, after, is_alone, tables, any(result.deleted for result in results), key)


@dataclass
class Renewals:
    """The receipts of a run that still hold, by source file; ``stamps`` are those after its landings.

    ``together`` are the games that more than one file of the run has; others need no renewal.
    """

    together: frozenset[int]
    stamps: dict[int, Stamp] = field(default_factory=dict)
    kept: dict[str, tuple[str, Tables]] = field(default_factory=dict)

    @classmethod
    def of(cls, games_of_files: Iterable[Iterable[int]]) -> "Renewals":
        """Return an empty instance for files with these games."""
        counts = Counter(game for games in games_of_files for game in games)
        return cls(frozenset(game for game, n in counts.items() if n > 1))

    def note(self, source_file: str, landing: Landing) -> None:
        """Record a landed file: forget the receipts of files whose rows it, or another session, may have changed."""
        games = self.together & landing.before.keys()
        doubtful = {game for game in games if self.stamps.get(game, landing.before[game]) != landing.before[game]}
        if landing.has_deleted or not landing.is_alone:  # deleting cascades to rows of other tables
            doubtful = set(games)
        written = landing.tables
        self._keep_unless(lambda name, known: bool(known & doubtful or known & written.get(name, frozenset())))
        self.stamps |= {game: landing.after[game] for game in games}
        if landing.receipt_key is not None and games:
            self.kept[source_file] = landing.receipt_key, landing.tables

    def forget(self, games: frozenset[int]) -> None:
        """Forget the receipts of these games, after a landing whose reply was lost."""
        self._keep_unless(lambda _, known: bool(known & games))

    def renew(self, cursor: Rows) -> None:
        """Write the stamps to the receipts; a receipt does not hold if another session has changed a game since."""
        versions, changed_at = zip(*self.stamps.values(), strict=True) if self.stamps else ((), ())
        cursor.execute(
            _RENEW,
            {
                "files": list(self.kept),
                "keys": [key for key, _ in self.kept.values()],
                "games": list(self.stamps),
                "versions": list(versions),
                "changed_at": list(changed_at),
            },
        )

    def _keep_unless(self, is_doubtful: Callable[[str, frozenset[int]], bool]) -> None:
        self.kept = {
            file: (key, tables)
            for file, (key, tables) in self.kept.items()
            if not any(is_doubtful(name, known) for name, known in tables.items())
        }


_RENEW = (
    "update ops.file_receipts as r set (input_versions, changed_at) = ("
    " select array_agg(coalesce(s.input_version, k.input_version) order by k.place),"
    " array_agg(coalesce(s.changed_at, k.changed_at) order by k.place)"
    " from unnest(r.games, r.input_versions, r.changed_at) with ordinality"
    " as k (game_id, input_version, changed_at, place)"
    " left join unnest(cast(%(games)s as int4[]), cast(%(versions)s as int8[]), cast(%(changed_at)s as timestamptz[]))"
    " as s (game_id, input_version, changed_at) using (game_id))"
    " where (r.source_file, r.receipt_key) in"
    " (select * from unnest(cast(%(files)s as text[]), cast(%(keys)s as text[])))"
)
