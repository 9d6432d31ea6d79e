"""Versions as a person wants to read them: live edits of one writer, one after the other, are one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from benchsight.inputs.versions import Counts, Version

PAUSE = timedelta(minutes=5)


@dataclass(frozen=True)
class Edits:
    """Versions that belong together; most often one."""

    versions: list[Version]

    @property
    def last(self) -> Version:
        """The version that they led to."""
        return self.versions[-1]

    @property
    def tables(self) -> dict[str, Counts]:
        """The rows that statements touched, over all the versions."""
        total: dict[str, Counts] = {}
        for version in self.versions:
            for table, counts in version.tables.items():
                sums = total.setdefault(table, Counts())
                sums.inserted += counts.inserted
                sums.updated += counts.updated
                sums.deleted += counts.deleted
        return total


def fold(versions: Iterable[Version]) -> list[Edits]:
    """Live edits by one writer with no more than five minutes between them, put together; others each alone."""
    folded: list[Edits] = []
    for version in versions:
        if folded and _goes_on(folded[-1].last, version):
            folded[-1].versions.append(version)
        else:
            folded.append(Edits([version]))
    return folded


def _goes_on(earlier: Version, later: Version) -> bool:
    return (
        _is_live(earlier)
        and _is_live(later)
        and earlier.changed_by == later.changed_by
        and later.changed_at - earlier.changed_at <= PAUSE
    )


def _is_live(version: Version) -> bool:
    return version.load_id is None and version.reason is None and not version.is_begin and not version.source_files
