"""How much of a game an export covers."""

from pathlib import Path

from ingest.contract.extract import Extract, Origin
from ingest.selection.facts import coverage


def test_coverage_counts_events_of_play_by_period() -> None:
    extract = Extract(Path("game.json"), "tracker JSON", snapshot_game=7)
    for period, event_type in ((1, "Pass"), (1, "Shot"), (2, "Intermission"), (3, None)):
        extract.table("staging_events").add({"period": period, "event_type": event_type}, Origin())
    extract.table("staging_shifts").add({"period": 1}, Origin())
    found = coverage(extract)
    assert (found.periods, found.events, found.shifts) == (frozenset({1, 3}), 3, 1)


def test_an_extract_of_the_league_covers_nothing_and_is_left_as_it_is() -> None:
    extract = Extract(Path("dim.csv"), "CSV of league teams")
    assert coverage(extract).events == 0
    assert extract.tables == {}
