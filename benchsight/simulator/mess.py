"""Kinds of mess of real exports, each a switch."""

from dataclasses import dataclass

from benchsight.simulator.switches import Switches


@dataclass(frozen=True)
class Mess(Switches):
    """Kinds of mess of real exports, each a switch. None changes the truth."""

    code_variants: bool = False
    """Codes in other spellings: hyphens, older names, a blank before a zone."""
    success_spelling: bool = False
    """True, null or nothing instead of s and u; failures are lost, as in version 23."""
    jersey_types: bool = False
    """Jerseys now text, now integer."""
    shared_jerseys: bool = False
    """Jerseys that both teams of a game wear."""
    first_row_only: bool = False
    """Workbook: values of an event stand on its first row only, formula copies are missing too."""
    clock_carried: bool = False
    """Workbook: minutes and seconds stand only where they change."""
    filler_rows: bool = False
    """Workbook: rows without an index, some with empty texts, after and between the events."""
    doubled_index: bool = False
    """Workbook: a Shot and its Goal under one index."""
    clock_skew: bool = False
    """Events up to 3 s off the clock of the stints, where their stint stays defined."""
    missing_from_league_roster: bool = False
    """A player whom only the tracker's roster knows."""
    partial_game: bool = False
    """One game tracked in its first period only."""
    cut_end_times: bool = False
    """JSON: end times such as "12:"."""
    backward_end_times: bool = False
    """Events that end before they start: start and end exchanged."""
    unlinked_assists: bool = False
    """Assists marked on events outside the chain of the goal."""
