"""What a skater adds to his team: adjusted plus-minus, as `benchsight fit-rapm` landed it."""

from benchsight.site.people.person import Person
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

RAPM = "fact_player_rapm"
LIKELY = 1.96  # standard errors on each side of a value that hold the truth 19 times of 20
MEASURES = {"xg": "Expected goals", "cf": "Shot attempts", "gf": "Goals"}
SITUATIONS = {"5v5": "five on five", "all": "all situations"}
VALUES = """
    select
        season_id, situation, measure, offence, defence, total, total_standard_error, games, toi_seconds, is_reliable
    from public.fact_player_rapm
    where player_id = %(player)s and season_id in (%(season)s, 'all')
    order by
        season_id = 'all', array_position(array['5v5', 'all'], situation),
        array_position(array['xg', 'cf', 'gf'], measure)
"""


def read_adjusted(reader: PageReader, person: Person) -> Table:
    """Return the adjusted plus-minus of a skater; pale where the fit saw too little of him."""
    rows = [_described(row, person) for row in reader.rows(VALUES, {"player": person.id, "season": person.season.id})]
    columns = (
        Column("what", "Per 60 minutes", of=RAPM, stat="measure"),
        Column("games_of", "Games of"),
        Column("offence", "Offence", "+0.00", RAPM),
        Column("defence", "Defence", "+0.00", RAPM),
        Column("total", "Total", "+0.00", RAPM),
        Column("likely", "Likely between", of=RAPM, stat="total_standard_error"),
        Column("says", "What it says"),
        Column("games", "GP", "0", RAPM),
        Column("toi_seconds", "TOI", "m:ss", RAPM),
    )
    return Table(
        "adjusted", "Adjusted plus-minus", columns, rows, hide_caption=True, unknown="not fitted",
        empty="Adjusted plus-minus is not fitted for these games. It needs shifts, at least 10 games and the command "
        "benchsight fit-rapm.",
    )  # fmt: skip


def _described(row: Row, person: Person) -> Row:
    """Return a row with its words: what is measured, where the truth likely lies, and what can be said of it."""
    low = high = None
    if row["total"] is not None and row["total_standard_error"] is not None:
        margin = LIKELY * float(row["total_standard_error"])
        low, high = float(row["total"]) - margin, float(row["total"]) + margin
    return row | {
        "what": f"{MEASURES[row['measure']]}, {SITUATIONS[row['situation']]}",
        "games_of": "all seasons" if row["season_id"] == "all" else person.season.name,
        "likely": None if low is None else f"{low:+.2f} and {high:+.2f}",
        "says": _verdict(low, high, row["is_reliable"]),
        "grey": not row["is_reliable"],
    }


def _verdict(low: float | None, high: float | None, is_reliable: bool | None) -> str:
    if low is None or high is None or not is_reliable:
        return "too little to say"
    if low <= 0 <= high:
        return "not told from an average skater"
    return "above average" if low > 0 else "below average"
