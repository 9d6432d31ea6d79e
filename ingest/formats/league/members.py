"""The league's own tables of players, teams and seasons, and league tables that are not used."""

from ingest.contract.extract import Extract
from ingest.contract.notes import Notes
from ingest.formats.cells.dates import Dates
from ingest.formats.cells.tables import Record, Sheet
from ingest.formats.recognise import table_format
from ingest.parsing import values


def read_players(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read the league's table of persons."""
    for record in sheet.records:
        row = {
            "player_id": values.identifier(record.get("player_id")),
            "player_first_name": values.text(record.get("player_first_name")),
            "player_last_name": values.text(record.get("player_last_name")),
            "player_name": values.text(record.get("player_full_name")),
            "primary_position": values.text(record.get("player_primary_position")),
            "skill_rating": record.get("current_skill_rating"),
            "current_team_id": values.identifier(record.get("player_norad_current_team_id")),
            "raw": record.raw(),
        }
        extract.table("staging_players").add(row, record.origin)


def read_teams(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read the league's table of teams; two teams with each other's name as code get their codes swapped."""
    names = {_upper(record, "team_name"): record for record in sheet.records}
    for record in sheet.records:
        code = values.text(record.get("team_cd"))
        other = names.get((code or "").upper())
        if other not in (None, record) and _upper(other, "team_cd") == _upper(record, "team_name"):
            expected = "a code of the team's own name"
            notes.add(
                "staging_teams", "team_code", "two teams with each other's code; swapped", expected, record.origin, code
            )
            code = values.text(other.get("team_cd")) if other else code
        row = {
            "team_id": values.identifier(record.get("team_id")),
            "team_name": values.text(record.get("team_name")),
            "long_team_name": values.text(record.get("long_team_name")),
            "team_code": code,
            "league_id": values.identifier(record.get("league_id")),
            "league_name": values.text(record.get("league")),
            **{f"color_{number}": values.text(record.get(f"team_color{number}")) for number in range(1, 5)},
            "raw": record.raw(),
        }
        extract.table("staging_teams").add(row, record.origin)


def _upper(record: Record | None, column: str) -> str:
    return (values.text(record.get(column)) or "").upper() if record else ""


def read_seasons(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read the league's table of seasons."""
    dates = Dates.of_records(sheet.records, "start_date", "staging_seasons", notes)
    for record in sheet.records:
        row = {
            "season_id": values.identifier(record.get("season_id")),
            "season": values.identifier(record.get("season")),
            "session": values.text(record.get("session")),
            "league_id": values.identifier(record.get("league_id")),
            "league_name": values.text(record.get("league")),
            "start_date": dates.of(record),
            "raw": record.raw(),
        }
        extract.table("staging_seasons").add(row, record.origin)


PLAYERS = table_format(
    "league players",
    "index player_id player_first_name player_last_name player_full_name player_primary_position current_skill_rating "
    "player_rating_ly player_leadership player_norad player_norad_current_team player_norad_current_team_id",
    "player_id",
    "staging_players",
    read_players,
)
TEAMS = table_format(
    "league teams",
    "index team_name team_id norad_team csah_team league_id league long_team_name team_cd "
    "team_color1 team_color2 team_color3 team_color4",
    "team_id team_name",
    "staging_teams",
    read_teams,
)
SEASONS = table_format(
    "league seasons",
    "index season_id season session norad csah league_id league start_date",
    "season_id",
    "staging_seasons",
    read_seasons,
)
UNUSED = (
    table_format("leagues", "index league_id league", ""),
    table_format(
        "event types",
        "event_type_id event_type_code event_type_name event_category description is_corsi is_fenwick",
        "",
    ),
    table_format(
        "event details",
        "event_detail_id event_detail_code event_detail_name event_type category description is_shot_on_goal is_goal "
        "is_miss is_block danger_potential",
        "",
    ),
    table_format(
        "second event details",
        "event_detail_2_id event_detail_2_code event_detail_2_name event_type event_type_macro category description "
        "is_shot_on_goal is_goal is_miss is_block danger_potential",
        "",
    ),
    table_format(
        "play details",
        "play_detail_id play_detail_code play_detail_name play_category skill_level description",
        "",
    ),
    table_format(
        "rink boxes",
        "box_id box_id_rev x_min x_max y_min y_max area x_description y_description danger zone side",
        "",
    ),
    table_format(
        "rink zones",
        "box_id box_id_rev x_min x_max y_min y_max y_description x_description danger slot zone side dotside depth",
        "",
    ),
    table_format(
        "league draft",
        "index team_id skill_rating round player_full_name player_id team_name restricted overall_draft_round "
        "overall_draft_position unrestricted_draft_position season season_id league player_draft_id",
        "",
    ),
    table_format(
        "league leadership",
        "index player_full_name player_id leadership skill_rating n_player_url team_name team_id season season_id",
        "",
    ),
    table_format(
        "league registration",
        "index player_full_name player_id season_id season restricted position skill_rating sub_yn drafted_team_name "
        "drafted_team_id player_season_registration_id",
        "",
    ),
)
"""League tables that the statistics do not need; vocabularies are seeds of this project."""
