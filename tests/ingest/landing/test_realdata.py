"""The tracked games beside the checkout land completely, in any order, and a second load changes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.journal.summary import Status

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
State = Callable[[], list[tuple[Any, ...]]]
VOCABULARY = Path(__file__).parents[3] / "seeds" / "vocabulary"


BOOKKEEPING = ["load_id", "source_file", "created_at", "updated_at", "written_xid", "raw"]


def contents(query: Any) -> dict[str, str]:
    """Return a digest of every staging table's content, without load and file."""
    rows = query("select tablename from pg_tables where tablename like 'staging_%' and schemaname = 'public'")
    statement = (
        "select md5(string_agg(cast(to_jsonb(t) - cast(%s as text[]) as text), '|' order by content_hash)) from "
    )
    return {name: query(statement + name + " as t", BOOKKEEPING)[0][0] for (name,) in rows if name != "staging_rejects"}


def test_everything_lands_again_without_a_change_and_in_any_order(
    load: Any, realdata: Path, query: Any, state: State
) -> None:
    first = load(realdata / "norad", realdata / "nhl", vocabulary=VOCABULARY)
    assert first.ok
    before, found = state(), contents(query)
    again = load(realdata / "nhl", realdata / "norad")
    assert again.ok
    assert state() == before
    tracked = sorted(path for path in (realdata / "norad").rglob("*") if path.is_file())
    query("truncate staging_events, staging_shifts, staging_games, staging_game_rosters, staging_schedule cascade")
    load(*reversed(tracked), realdata / "nhl")
    assert contents(query) == found


def test_the_better_export_of_each_game_is_taken(load: Any, realdata: Path, query: Any) -> None:
    summary = load(realdata / "norad" / "games")
    left = {file.path.name: file.game_id for file in summary.of(Status.SKIPPED) if file.game_id}
    assert left == {"18969_tracker_export.json": 18969, "18977_tracking_reexport.xlsx": 18977}
    statement = "select game_id, count(*) from staging_events where event_type = 'Goal' group by 1 order by 1 limit 2"
    assert query(statement) == [(18969, 7), (18977, 6)]
