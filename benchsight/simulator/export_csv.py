"""Writes the league's CSV tables in the layout of a real league, and the truth beside them."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.people import Dressed, Team
from benchsight.simulator.records import AWAY, HOME, OVERTIME, VENUES, League, OfficialLine, SimulatedGame

Row = dict[str, object]
LEAGUE_ID, LEAGUE = "S", "SIM"
POSITIONS = {"F": "Forward", "D": "Defense", "G": "Goalie"}
LAST_PERIOD = {"REG": "Regulation", "OT": "Overtime", "SO": "Shootout"}
COLUMNS = {
    "dim_player": (
        "index,player_id,player_first_name,player_last_name,player_full_name,player_primary_position,"
        "current_skill_rating,player_rating_ly,player_leadership,player_norad,player_norad_current_team,"
        "player_norad_current_team_id"
    ),
    "dim_team": (
        "index,team_name,team_id,norad_team,csah_team,league_id,league,long_team_name,team_cd,team_color1,team_color2,"
        "team_color3,team_color4"
    ),
    "dim_season": "index,season_id,season,session,norad,csah,league_id,league,start_date",
    "dim_schedule": (
        "index,game_id,season,season_id,home_team_game_id,away_team_game_id,date,game_time,home_team_name,"
        "away_team_name,home_team_id,away_team_id,head_to_head_id,game_type,playoff_round,last_period_type,"
        "period_length,ot_period_length,shootout_rounds,home_total_goals,away_total_goals,home_team_period1_goals,"
        "home_team_period2_goals,home_team_period3_goals,home_team_periodOT_goals,away_team_period1_goals,"
        "away_team_period2_goals,away_team_period3_goals,away_team_periodOT_goals,home_team_seeding,"
        "away_team_seeding,home_team_w,home_team_l,home_team_t,home_team_pts,away_team_w,away_team_l,away_team_t,"
        "away_team_pts,video_start_time,video_end_time"
    ),
    "fact_gameroster": (
        "index,game_id,team_game_id,opp_team_game_id,player_game_id,team_venue,team_name,opp_team_name,"
        "player_game_number,n_player_url,player_position,games_played,goals,assist,goals_against,pim,shutouts,team_id,"
        "opp_team_id,key,player_full_name,player_id,date,season,sub,current_team,skill_rating"
    ),
}
"""Columns of the league's tables, in order."""


def league_tables(config: SimulationConfig, league: League) -> dict[str, str]:
    """Return CSV text of each league table, by table name."""
    season = season_name(config)
    rows: dict[str, list[Row]] = {
        "dim_player": _players(league),
        "dim_team": [_team(team) for team in league.teams],
        "dim_season": [
            {
                "season_id": config.season_id, "season": season, "session": config.season_id[-1], "norad": "Y",
                "csah": "N", "league_id": LEAGUE_ID, "league": LEAGUE, "start_date": "2026-08-01",
            }
        ],
        "dim_schedule": [_schedule_row(config, game) for game in league.games],
        "fact_gameroster": [row for game in league.games for row in roster_rows(config, league, game)],
    }  # fmt: skip
    columns = {name: names.split(",") for name, names in COLUMNS.items()}
    if config.rare.two_halves:
        columns["dim_schedule"].append("regulation_periods")
    return {name: csv_text(names, _numbered(rows[name])) for name, names in columns.items()}


def roster_rows(config: SimulationConfig, league: League, game: SimulatedGame, *, everybody: bool = False) -> list[Row]:
    """Return the league's roster of a game with official totals, home first; ``everybody``: also players it lacks."""
    homes = {player.player_id: team.name for player, team in league.players()}
    return [
        _roster_row(config, game, player, homes[player.player_id])
        for player in game.dressed
        if everybody or player.player_id not in game.not_on_league_roster
    ]


def csv_text(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV text; a column that a row lacks is blank."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write each text to ``{name}.csv`` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def season_name(config: SimulationConfig) -> str:
    """Return the season as the league writes it: two years in eight digits."""
    year = int("".join(filter(str.isdigit, config.season_id)) or 2026)
    return f"{year}{year + 1}"


def _numbered(rows: list[Row]) -> list[Row]:
    return [{"index": number, **row} for number, row in enumerate(rows)]


def _players(league: League) -> list[Row]:
    return [
        {
            "player_id": player.player_id, "player_first_name": player.first_name,
            "player_last_name": player.last_name, "player_full_name": player.name,
            "player_primary_position": POSITIONS[player.position], "current_skill_rating": player.rating,
            "player_rating_ly": player.rating, "player_norad": "Y", "player_norad_current_team": team.name,
            "player_norad_current_team_id": team.team_id,
        }
        for player, team in league.players()
    ]  # fmt: skip


def _team(team: Team) -> Row:
    return {
        "team_name": team.name, "team_id": team.team_id, "norad_team": "Y", "csah_team": "N", "league_id": LEAGUE_ID,
        "league": LEAGUE, "long_team_name": f"{team.name} Hockey", "team_cd": team.code, "team_color1": team.color_1,
        "team_color2": team.color_2,
    }  # fmt: skip


def _schedule_row(config: SimulationConfig, game: SimulatedGame) -> Row:
    home, away = game.teams
    result = game.result
    minutes = game.period_seconds[1] // 60
    row: Row = {
        "game_id": game.game_id, "season": season_name(config), "season_id": config.season_id,
        "home_team_game_id": f"{game.game_id}{home.team_id}", "away_team_game_id": f"{game.game_id}{away.team_id}",
        "date": game.fixture.day.isoformat(), "game_time": game.fixture.start.isoformat(),
        "home_team_name": home.name, "away_team_name": away.name, "home_team_id": home.team_id,
        "away_team_id": away.team_id, "head_to_head_id": "_".join(sorted((home.team_id, away.team_id))),
        "game_type": "Playoffs" if config.rare.playoffs else "Regular",
        "last_period_type": LAST_PERIOD[result.decided_in],
        "period_length": f"00:{minutes:02d}:00", "ot_period_length": f"00:{game.overtime_seconds // 60:02d}:00",
        "shootout_rounds": result.shootout_rounds,
    }  # fmt: skip
    if config.rare.two_halves:
        row["regulation_periods"] = len(game.period_seconds)
    for venue in (HOME, AWAY):
        side = VENUES[venue]
        goals, against = result.goals(venue), result.goals(1 - venue)
        in_overtime = _overtime_goals(result.goals_by_period, venue)
        row |= {f"{side}_total_goals": goals, f"{side}_team_periodOT_goals": in_overtime}
        for period in range(1, len(game.period_seconds) + 1):
            row[f"{side}_team_period{period}_goals"] = _goals(result.goals_by_period, period, venue)
        row |= {
            f"{side}_team_w": int(goals > against), f"{side}_team_l": int(goals < against),
            f"{side}_team_t": int(goals == against), f"{side}_team_pts": 1 + (goals > against) - (goals < against),
        }  # fmt: skip
    return row


def _goals(goals_by_period: dict[int, list[int]], period: int, venue: int) -> int:
    return goals_by_period.get(period, [0, 0])[venue]


def _overtime_goals(goals_by_period: dict[int, list[int]], venue: int) -> int:
    return sum(goals[venue] for period, goals in goals_by_period.items() if period >= OVERTIME)


def _roster_row(config: SimulationConfig, game: SimulatedGame, player: Dressed, current_team: str) -> Row:
    own, other = game.teams[player.venue], game.teams[1 - player.venue]
    sheet = game.official[player.player_id]
    if player in game.second_sweaters:
        sheet = OfficialLine()
    played = not player.is_goalie or game.truth.player(player.player_id).toi_seconds > 0
    return {
        "game_id": game.game_id, "team_game_id": f"{game.game_id}{own.team_id}",
        "opp_team_game_id": f"{game.game_id}{other.team_id}",
        "player_game_id": f"{game.game_id}{own.team_id}{player.player_id}", "team_venue": VENUES[player.venue],
        "team_name": own.name, "opp_team_name": other.name, "player_game_number": player.jersey,
        "n_player_url": f"{player.name} \N{EN DASH} {player.rating}", "player_position": POSITIONS[player.position],
        "games_played": int(played), "goals": sheet.goals, "assist": sheet.assists,
        "goals_against": sheet.goals_against, "pim": sheet.pim,
        "shutouts": int(player.is_goalie and played and game.result.goals(1 - player.venue) == 0),
        "team_id": own.team_id, "opp_team_id": other.team_id, "key": f"{game.game_id}{own.name}{player.jersey}",
        "player_full_name": player.name, "player_id": player.player_id, "date": game.fixture.day.isoformat(),
        "season": season_name(config), "sub": "True" if player.is_substitute else "", "current_team": current_team,
        "skill_rating": player.rating,
    }  # fmt: skip
