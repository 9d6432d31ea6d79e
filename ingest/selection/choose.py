"""Which files of one call land, and in which order, however they are named."""

from collections.abc import Iterable

from ingest.contract.tables import TABLES
from ingest.contract.tracked_tables import TRACKED_TABLES
from ingest.journal.summary import FileResult, Status
from ingest.selection.exports import LeftAside, choose_exports, named_periods
from ingest.selection.facts import FileFacts
from ingest.selection.ready import ReadyFile

LEAGUE_WORKBOOK = "workbook of league tables"
LANDING_ORDER = {name: place for place, name in enumerate(TABLES)}
TRACKED_ROWS = frozenset(table.name for table in TRACKED_TABLES) - {"staging_video_times"}


def choose(files: Iterable[ReadyFile]) -> tuple[list[ReadyFile], list[FileResult]]:
    """Return the files that land, in landing order, and the results of those left aside.

    Exports of different periods of a game are one file.
    """
    ready = {file.fetched.path: file for file in files}
    facts = [file.info.facts for file in ready.values()]
    closed = []
    for chosen in choose_exports(facts):
        closed += [_left_aside(each) for each in chosen.left]
        parts = [ready.pop(part.path) for part in chosen.parts]
        ready[parts[0].fetched.path] = ReadyFile.joined(parts) if len(parts) > 1 else parts[0]
    aside = {result.path for result in closed}
    return [ready[each.path] for each in landing_order(facts) if each.path in ready.keys() - aside], closed


def _left_aside(each: LeftAside) -> FileResult:
    """Return the result of an export that does not land."""
    export, better = each.export, each.better.path.name
    game = export.snapshot_game
    if each.is_of_another_game:
        reason = f"two different games under one number, {game}: {each.reason} ({better}); correct the number of one"
        return FileResult(export.path, export.file_format, Status.FAILED, reason=reason, game_id=game)
    reason = f"game {game} is loaded from {better}: this export {each.reason}"
    if each.own_periods:
        are = "is" if len(each.own_periods) == 1 else "are"
        reason += f", but {named_periods(each.own_periods)} of the game {are} only in it, and left out"
        if each.shared:
            reason += f"; both have {each.shared}: remove them from one file, and the two are joined"
    return FileResult(export.path, export.file_format, Status.SKIPPED, reason=reason, game_id=game)


def landing_order(files: Iterable[FileFacts]) -> list[FileFacts]:
    """Return schedules first, secondary sources late, exports last; equals by path."""
    return sorted(files, key=_rank)


def _rank(file: FileFacts) -> tuple[int, bool, int, str]:
    """Rank league workbooks, league files, row-wise tracking, secondary sources, exports; schedules first in each.

    In row-wise tracking, events land before the players and positions that depend on them. Shift charts need every
    roster of the call, so they come after secondary sources.
    """
    if file.snapshot_game is not None:
        group = 4
    elif file.fills_gaps or file.from_chart:
        group = 3
    elif file.tables & TRACKED_ROWS:
        group = 2
    else:
        group = int(file.file_format != LEAGUE_WORKBOOK)
    depth = max((LANDING_ORDER[name] for name in file.tables), default=0) if group == 2 else int(file.from_chart)
    return group, "staging_schedule" not in file.tables, depth, file.path.as_posix()
