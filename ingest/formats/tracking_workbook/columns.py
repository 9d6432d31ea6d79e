"""Columns of the tracking workbook: ``name_`` is typed by the tracker, ``name`` is the formula that copies it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ingest.formats.cells.tables import Record
from ingest.formats.recognise import known_table
from ingest.parsing import values

TYPED_AND_COPIED = {
    "type": ("event_type_", "type"),
    "detail": ("event_detail_", "event_detail"),
    "detail_2": ("event_detail_2_", "event_detail_2"),
    "successful": ("event_successful_", "event_successful"),
    "zone": ("event_team_zone_", "event_team_zone"),
    "play_detail1": ("play_detail1_", "play_detail1"),
    "play_detail2": ("play_detail2_", "play_detail_2"),
    "play_successful": ("play_detail_successful_", "play_detail_successful"),
    "pressure": ("pressured_pressurer_", "pressured_pressurer"),
    "side_of_puck": ("side_of_puck_", "side_of_puck"),
    "jersey": ("player_game_number_", "player_game_number"),
    "start_minute": ("event_start_min_", "event_start_min"),
    "start_second": ("event_start_sec_", "event_start_sec"),
    "end_minute": ("event_end_min_", "event_end_min"),
    "end_second": ("event_end_sec_", "event_end_sec"),
    "venue": ("team_venue_", "team_venue"),
}
"""The typed column, which counts, and its copy, which fills the gaps; neither is complete."""

EVENTS = known_table(
    "tracked events",
    "event_index_flag_ sequence_index_flag_ play_index_flag_ linked_event_index_flag_ event_start_min_ "
    "event_start_sec_ event_end_min_ event_end_sec_ player_game_number_ event_team_zone_ event_type_ event_detail_ "
    "event_detail_2_ event_successful_ play_detail1_ play_detail2_ play_detail_successful_ pressured_pressurer_ "
    "event_index_ linked_event_index_ sequence_index_ play_index_ team_ player_game_number player_num_dup_ "
    "role_abrev_binary_ period event_index linked_event_index tracking_event_index event_start_min event_start_sec "
    "event_end_min event_end_sec role_abrev event_team_zone2_ event_team_zone home_team_zone_ away_team_zone_ "
    "team_venue_ team_venue_abv_ home_team_zone away_team_zone team_venue team_venue_abv side_of_puck "
    "side_of_puck_ sequence_index play_index play_detail1 play_detail_2 play_detail_successful pressured_pressurer "
    "zone_change_index game_id home_team away_team type event_detail event_detail_2 event_successful shift_index "
    "duration time_start_total_seconds time_end_total_seconds running_intermission_duration "
    "period_start_total_running_seconds running_video_time event_running_start event_running_end player_role "
    "role_number player_id player_team player_name strength is_highlight",
    "event_index period game_id player_role",
)
SHIFTS = known_table(
    "tracked shifts",
    "shift_index period shift_start_min shift_start_sec shift_end_min shift_end_sec shift_start_type "
    "shift_stop_type home_forward_1 home_forward_2 home_forward_3 home_defense_1 home_defense_2 home_xtra "
    "home_goalie away_forward_1 away_forward_2 away_forward_3 away_defense_1 away_defense_2 away_xtra away_goalie "
    "stoppage_time home_ozone_start home_ozone_end home_dzone_start home_dzone_end home_nzone_start home_nzone_end "
    "game_id home_team away_team shift_start_total_seconds shift_end_total_seconds shift_duration "
    "home_team_strength away_team_strength home_team_en away_team_en home_team_pk home_team_pp away_team_pp "
    "away_team_pk situation strength home_goals away_goals home_team_plus home_team_minus away_team_plus "
    "away_team_minus period_start_total_running_seconds running_video_time shift_start_running_time "
    "shift_end_running_time",
    "shift_index period shift_start_min shift_start_sec",
)
UNUSED = known_table(
    "columns that are not read",
    "event_index_flag_ sequence_index_flag_ play_index_flag_ linked_event_index_flag_ sequence_index_ play_index_ "
    "player_num_dup_ tracking_event_index event_team_zone2_ home_team_zone_ away_team_zone_ team_venue_abv_ "
    "home_team_zone away_team_zone team_venue_abv sequence_index play_index zone_change_index duration "
    "time_end_total_seconds running_intermission_duration period_start_total_running_seconds event_running_start "
    "event_running_end role_number strength is_highlight stoppage_time home_ozone_start home_ozone_end "
    "home_dzone_start home_dzone_end home_nzone_start home_nzone_end shift_duration home_team_strength "
    "away_team_strength home_team_en away_team_en home_team_pk home_team_pp away_team_pp away_team_pk home_team_plus "
    "home_team_minus away_team_plus away_team_minus running_video_time shift_start_running_time shift_end_running_time "
    "home_goals away_goals",
    "",
).columns
"""Columns that are not read, so their formulas need no results."""

ROSTER_COLUMNS = {"game_id", "player_id", "team_venue", "player_game_number"}


def cell(record: Record, name: str) -> Any:
    """Return the typed cell, else its copy."""
    return record.get(*TYPED_AND_COPIED[name])


def typed(record: Record, name: str) -> Any:
    """Return the typed cell alone."""
    return record.get(TYPED_AND_COPIED[name][0])


def copied(record: Record, name: str) -> Any:
    """Return the copy alone."""
    return record.get(TYPED_AND_COPIED[name][1])


def usual_offset(records: Iterable[Record], column: str) -> int:
    """Return by how much numbers in ``column`` exceed their counters in ``column_``; 0 if no row has both."""
    pairs = [(values.whole(record.get(column)), values.whole(record.get(f"{column}_"))) for record in records]
    apart = Counter(number - counter for number, counter in pairs if number is not None and counter is not None)
    return apart.most_common(1)[0][0] if apart else 0


def offset_number(record: Record, column: str, offset: int) -> int | None:
    """Return the number in ``column``, else its counter in ``column_`` plus the offset."""
    number, counter = values.whole(record.get(column)), values.whole(record.get(f"{column}_"))
    return number if number is not None or counter is None else counter + offset
