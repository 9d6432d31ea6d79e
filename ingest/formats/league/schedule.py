"""The league's schedule with results, and the summary made from it."""

from typing import Any

from ingest.contract.extract import Extract, Row
from ingest.contract.notes import Notes
from ingest.formats.cells.dates import Dates
from ingest.formats.cells.tables import Record, Sheet
from ingest.formats.recognise import table_format
from ingest.parsing import values
from ingest.parsing.clock import duration_seconds, time_of_day

TABLE = "staging_schedule"
# Endings and cancellations as leagues write them: letters only, in lower case.
DECIDED_IN = {
    **dict.fromkeys(("reg", "regulation", "regular", "rt", "r", "final", "f"), "REG"),
    **dict.fromkeys(("ot", "overtime", "extratime", "finalot", "fot"), "OT"),
    **dict.fromkeys(("so", "shootout", "gws", "penaltyshots", "finalso", "fso"), "SO"),
    **dict.fromkeys(("forfeit", "forfeited", "forfeiture", "forf", "ff", "wo", "walkover", "default"), "FORFEIT"),
}
CALLED_OFF = {
    **dict.fromkeys(("postponed", "ppd", "pp", "pst", "rescheduled", "suspended"), "POSTPONED"),
    **dict.fromkeys(("cancelled", "canceled", "cancel", "cnl", "cxl", "canc"), "CANCELLED"),
}
PERIODS = {"period_1": "period1", "period_2": "period2", "period_3": "period3", "overtime": "periodot"}
SUMMARY_PERIODS = {"period_1": "p1", "period_2": "p2", "period_3": "p3", "overtime": "ot"}
PLAUSIBLE_PERIOD = range(5 * 60, 60 * 60 + 1, 60)
PLAUSIBLE_OVERTIME = range(60, 20 * 60 + 1)


def read_schedule(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read the league's schedule; unknown period goals, lengths and decisions are NULL."""
    dates = Dates.of_records(sheet.records, "date", TABLE, notes)
    for record in sheet.records:
        row = {
            "game_id": record.get("game_id"),
            "season": values.identifier(record.get("season")),
            "season_id": values.identifier(record.get("season_id")),
            "game_date": dates.of(record),
            "game_time": time_of_day(record.get("game_time")),
            "game_type": values.text(record.get("game_type")),
            "playoff_round": values.text(record.get("playoff_round")),
            **_names(record, "home_team_id", "away_team_id", "home_team_name", "away_team_name"),
            **_ending(record, "home_total_goals", notes),
            "regulation_periods": record.get("regulation_periods"),
            "period_length_seconds": _length(record, "period_length", PLAUSIBLE_PERIOD, notes),
            "overtime_length_seconds": _length(record, "ot_period_length", PLAUSIBLE_OVERTIME, notes),
            "home_goals": record.get("home_total_goals"),
            "away_goals": record.get("away_total_goals"),
            **_period_goals(record, {name: f"{{side}}_team_{column}_goals" for name, column in PERIODS.items()}),
            "raw": record.raw(),
        }
        extract.table(TABLE).add(_complete(row, record, notes), record.origin)


def read_summary(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read the summary of results (official_games)."""
    dates = Dates.of_records(sheet.records, "date", TABLE, notes)
    for record in sheet.records:
        row = {
            "game_id": record.get("game_id"),
            "season_id": values.identifier(record.get("season_id")),
            "game_date": dates.of(record),
            "game_type": values.text(record.get("game_type")),
            "home_team_name": values.text(record.get("home_team")),
            "away_team_name": values.text(record.get("away_team")),
            **_ending(record, "home_goals", notes),
            "home_goals": record.get("home_goals"),
            "away_goals": record.get("away_goals"),
            **_period_goals(record, {name: f"{{side}}_{column}" for name, column in SUMMARY_PERIODS.items()}),
            "raw": record.raw(),
        }
        extract.table(TABLE).add(_complete(row, record, notes), record.origin)


def _names(record: Record, *columns: str) -> Row:
    return {column: values.identifier(record.get(column)) for column in columns}


def ending(decided: Any, status: Any = None) -> tuple[str | None, str | None]:
    """Return decided_in and schedule_status of the words for a game's end; other words stay as they are."""
    called_off = CALLED_OFF.get(_letters(status)) or CALLED_OFF.get(_letters(decided))
    if _letters(decided) in CALLED_OFF:
        return None, called_off
    forfeit = DECIDED_IN.get(_letters(status)) == "FORFEIT"
    return "FORFEIT" if forfeit else DECIDED_IN.get(_letters(decided), values.text(decided)), called_off


def _letters(written: Any) -> str:
    return "".join(letter for letter in (values.text(written) or "").lower() if letter.isalpha())


def _ending(record: Record, goals: str, notes: Notes) -> Row:
    """Return how the game ended; before a game is played the column holds values dragged down from above."""
    written = record.get("last_period_type")
    decided, status = ending(written, record.get("status"))
    if decided is not None and decided not in DECIDED_IN.values():
        expected = "Regulation, Overtime, Shootout or Forfeit"
        if record.get(goals) is not None:
            notes.add(TABLE, "decided_in", "unknown; left blank", expected, record.origin, values.text(written))
        decided = None
    if record.get(goals) is None and decided != "FORFEIT":
        decided = None
    return {"decided_in": decided, "schedule_status": status}


def _length(record: Record, column: str, plausible: range, notes: Notes) -> int | None:
    """Return the length of a period in seconds; None for 0 (no overtime) and dragged-down cells such as 07:18:00."""
    written = record.get(column)
    seconds = duration_seconds(written)
    if seconds in plausible:
        return seconds
    if seconds or (seconds is None and written is not None):
        shown = values.storable(written)
        notes.add(TABLE, column, "no length of a period; left blank", "some minutes", record.origin, shown)
    return None


def _period_goals(record: Record, columns: dict[str, str]) -> Row:
    return {
        f"{side}_{name}_goals": record.get(column.format(side=side))
        for side in ("home", "away")
        for name, column in columns.items()
    }


def _complete(row: Row, record: Record, notes: Notes) -> Row:
    """Set blank period goals to 0 if the others add up to the score of both teams; else they are unknown."""
    periods = {side: [name for name in row if name.startswith(side) and _is_period(name)] for side in ("home", "away")}
    names = periods["home"] + periods["away"]
    if all(row[name] is None for name in names):
        return row
    if all(_adds_up(row[f"{side}_goals"], [row[name] for name in periods[side]]) for side in periods):
        return row | {name: row[name] if row[name] is not None else 0 for name in names}
    expected = "goals of the periods that add up to the score"
    notes.add(
        TABLE, "home_period_1_goals", "period goals differ from the score; as they stand", expected, record.origin
    )
    return row


def _is_period(name: str) -> bool:
    return "_period_" in name or "_overtime_goals" in name


def _adds_up(total: Any, goals: list[Any]) -> bool:
    counted = [0 if goal is None else values.whole(goal) for goal in goals]
    return None not in counted and values.whole(total) == sum(goal or 0 for goal in counted)


SCHEDULE = table_format(
    "league schedule",
    "index game_id season season_id home_team_game_id away_team_game_id date game_time home_team_name away_team_name "
    "home_team_id away_team_id head_to_head_id game_type playoff_round last_period_type period_length "
    "regulation_periods ot_period_length shootout_rounds home_total_goals away_total_goals home_team_period1_goals "
    "home_team_period2_goals home_team_period3_goals home_team_periodot_goals away_team_period1_goals "
    "away_team_period2_goals away_team_period3_goals away_team_periodot_goals home_team_seeding away_team_seeding "
    "home_team_w home_team_l home_team_t home_team_pts away_team_w away_team_l away_team_t away_team_pts "
    "video_start_time video_end_time status",
    "game_id",
    TABLE,
    read_schedule,
)
SUMMARY = table_format(
    "league results",
    "game_id date season_id game_type last_period_type home_team away_team home_goals away_goals home_p1 home_p2 "
    "home_p3 home_ot away_p1 away_p2 away_p3 away_ot periods_complete roster_home_goals roster_away_goals "
    "roster_home_assists roster_away_assists roster_home_pim roster_away_pim roster_home_goalie_ga "
    "roster_away_goalie_ga roster_venue_of_home_team",
    "game_id",
    TABLE,
    read_summary,
    fills_gaps=True,
)
