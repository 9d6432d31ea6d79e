"""Columns of the tracking workbook, in order, and how its tracker spells codes."""


def _names(text: str) -> list[str]:
    return text.split()


EVENT_COLUMNS = _names(
    "event_index_flag_ sequence_index_flag_ play_index_flag_ linked_event_index_flag_ event_start_min_ "
    "event_start_sec_ event_end_min_ event_end_sec_ player_game_number_ event_team_zone_ event_type_ event_detail_ "
    "event_detail_2_ event_successful_ play_detail1_ play_detail2_ play_detail_successful_ pressured_pressurer_ "
    "event_index_ linked_event_index_ sequence_index_ play_index_ team_ player_game_number role_abrev_binary_ period "
    "event_index linked_event_index tracking_event_index event_start_min event_start_sec event_end_min event_end_sec "
    "role_abrev event_team_zone2_ event_team_zone home_team_zone_ away_team_zone_ team_venue_ team_venue_abv_ "
    "home_team_zone away_team_zone team_venue team_venue_abv side_of_puck sequence_index play_index play_detail1 "
    "play_detail_2 play_detail_successful pressured_pressurer zone_change_index game_id home_team away_team Type "
    "event_detail event_detail_2 event_successful shift_index duration time_start_total_seconds "
    "time_end_total_seconds running_intermission_duration period_start_total_running_seconds running_video_time "
    "event_running_start event_running_end player_role role_number player_id player_team"
)
SHIFT_COLUMNS = _names(
    "shift_index Period shift_start_min shift_start_sec shift_end_min shift_end_sec shift_start_type shift_stop_type "
    "home_forward_1 home_forward_2 home_forward_3 home_defense_1 home_defense_2 home_xtra home_goalie away_forward_1 "
    "away_forward_2 away_forward_3 away_defense_1 away_defense_2 away_xtra away_goalie stoppage_time home_ozone_start "
    "home_ozone_end home_dzone_start home_dzone_end home_nzone_start home_nzone_end game_id home_team away_team "
    "shift_start_total_seconds shift_end_total_seconds shift_duration home_team_strength away_team_strength "
    "home_team_en away_team_en home_team_pk home_team_pp away_team_pp away_team_pk situation strength home_goals "
    "away_goals home_team_plus home_team_minus away_team_plus away_team_minus period_start_total_running_seconds "
    "running_video_time shift_start_running_time shift_end_running_time"
)
ROSTER_COLUMNS = _names(
    "index game_id team_game_id opp_team_game_id player_game_id team_venue team_name opp_team_name player_game_number "
    "n_player_url player_position games_played goals assist goals_against pim shutouts team_id opp_team_id key "
    "player_full_name player_id date season sub skill_rating venue Goals Penalties AssistP AssistS"
)
"""Columns of the roster sheet; its header is in row 2 and starts in column B."""
ROSTER_NOTE = ("In cell B3", "=FILTER(fact_gameroster!$A:$AA,fact_gameroster!$B:$B=events!$BA$2)'")

DETAILS = {
    "Possession_PuckRetrieval": "PuckRetrieval",
    "Possession_PuckRecovery": "PuckRecovery",
    "Possession_Regroup": "Regroup",
    "Possession_Breakaway": "Breakaway",
    "Zone_Entry_Failed": "Zone_Entryfailed",
    "Zone_Exit_Failed": "Zone_ExitFailed",
    "Zone_Keepin_Failed": "Zone_KeepinFailed",
    "Shot_HitPost": "Shot_MissedPost",
    "Stoppage_PeriodEnd": "Stoppage_Period",
    "Shootout_OnNet": "ShootoutShot_OnNet",
    "Shootout_Missed": "ShootoutShot_Missed",
    "Shootout_Saved": "ShootoutShot_Saved",
    "DeadIce": "",
}
LISTS = {
    "EventType": ("Faceoff", "Shot", "Pass", "Goal", "Turnover", "Zone_Entry_Exit", "Penalty", "Stoppage", "Save"),
    "Shot": ("Shot_OnNetSaved", "Shot_Missed", "Shot_Blocked", "Shot_BlockedSameTeam", "Shot_Goal", "Shot_MissedPost"),
    "Pass": ("Pass_Completed", "Pass_Missed", "Pass_Deflected", "Pass_Intercepted"),
    "Save": ("Save_Rebound", "Save_Freeze"),
}


def typed_detail(code: str) -> str:
    """Return the first detail as it is typed into the workbook."""
    return DETAILS.get(code, code)


def typed_detail_2(code: str) -> str:
    """Return the second detail as it is typed: a hyphen after the kind, Rush for Carried."""
    return code.replace("_", "-", 1).replace("Carried", "Rush")
