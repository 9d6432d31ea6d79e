"""Who plays for a team, with what they did for it."""

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.league_sql import PEOPLE
from benchsight.site.teams.team import Team
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

SKATERS, GOALIES = "fact_player_team_season_stats", "fact_goalie_team_season_stats"
# of all teams: the rows of one cannot be found without those of the others
SKATERS_BY_TEAM = """
    select
        team_id, player_id, position_code, is_rostered, gp, goals, assists, points, plus_minus, pim, sog, xg_for,
        toi_per_game, cf_pct, xg_pct, points_per_60, shooting_pct, fo_pct, blocks, hits,
        giveaways, takeaways, zone_entries_controlled
    from public.fact_player_team_season_stats
    where season_id is not distinct from %(season)s and game_type = %(kind)s
"""
GOALIES_BY_TEAM = """
    select
        team_id, player_id, gp, wins, losses, overtime_losses, shots_against, saves, goals_against, save_pct,
        goals_against_average, goals_saved_above_expected, shutouts, toi_seconds
    from public.fact_goalie_team_season_stats
    where season_id is not distinct from %(season)s and game_type = %(kind)s
"""
# in the season shown; a traded player may wear another number for his next team
NUMBERS = """
    select distinct on (players.player_id) players.player_id, players.player_number
    from public.fact_player_game_stats as players
    where
        players.team_id = %(team)s
        and players.game_id in (
            select game_id
            from public.dim_schedule
            where
                season_id is not distinct from %(season)s and game_kind = %(kind)s
                and (home_team_id = %(team)s or away_team_id = %(team)s)
        )
    order by players.player_id, players.game_date desc, players.game_id desc
"""
LISTED = """
    select player_id, player_name, position_code
    from public.dim_player
    where current_team_id = %(team)s and is_listed
    order by player_name, player_id
"""
POSITIONS = {"F": 0, "D": 1}


def read_roster(reader: PageReader, league: LeagueRows, team: Team) -> tuple[Table, Table]:
    """Return a team's skaters and its goalies in a season."""
    scope = team.season.id, team.kind.id
    people = {row["player_id"]: row for row in league.read(reader, PEOPLE, *scope)}
    numbers = {row["player_id"]: row["player_number"] for row in reader.rows(NUMBERS, team.scope)}

    def named(query: str) -> list[Row]:
        rows = [row for row in league.read(reader, query, *scope) if row["team_id"] == team.id]
        return [
            {
                "player_name": people.get(row["player_id"], {}).get("player_name"),
                "player_number": numbers.get(row["player_id"]),
            }
            | row
            | {"left": _left(people.get(row["player_id"]), team)}
            for row in rows
        ]

    goalies = named(GOALIES_BY_TEAM)
    in_net = {row["player_id"] for row in goalies}
    skaters = [row for row in named(SKATERS_BY_TEAM) if row["position_code"] != "G" or row["player_id"] not in in_net]
    skaters += _unused(reader, team, {*people, *in_net})
    skaters.sort(key=lambda row: (POSITIONS.get(row["position_code"], 2), -(row.get("points") or 0), row["player_id"]))
    goalies.sort(key=lambda row: (-(row["toi_seconds"] or 0), row["player_id"]))
    return _skater_table(skaters), _goalie_table(goalies)


def _left(person: Row | None, team: Team) -> str:
    """Return where a player went in the season, empty while he stayed."""
    return "" if person is None or person["team_id"] == team.id else f"now {person['team_name'] or person['team_id']}"


def _unused(reader: PageReader, team: Team, known: set[str]) -> list[Row]:
    """Return those of the league's list who have not dressed; the list is that of today's season."""
    if team.season.all and team.season.id != team.season.all[0]["season_id"]:
        return []
    return [
        {"player_number": None, "left": "has not dressed", "grey": True} | row
        for row in reader.rows(LISTED, team.scope)
        if row["player_id"] not in known and row["position_code"] != "G"
    ]


def _skater_table(rows: list[Row]) -> Table:
    columns = (
        Column("player_name", "Skater", link="/players/{player_id}"),
        Column("player_number", "#", "0"),
        Column("position_code", "Pos"),
        Column("gp", "GP", "0", SKATERS),
        Column("goals", "G", "0", SKATERS),
        Column("assists", "A", "0", SKATERS),
        Column("points", "P", "0", SKATERS),
        Column("plus_minus", "+/-", "+0", SKATERS),
        Column("pim", "PIM", "0", SKATERS),
        Column("sog", "SOG", "0", SKATERS),
        Column("xg_for", "xG", "0.0", SKATERS),
        Column("toi_per_game", "TOI/GP", "m:ss", SKATERS),
        Column("cf_pct", "CF%", "0.0", SKATERS),
        Column("xg_pct", "xG%", "0.0", SKATERS),
        Column("left", "Note"),
        *(
            Column(stat, label, format, SKATERS, more=True)
            for stat, label, format in (
                ("points_per_60", "P/60", "0.00"), ("shooting_pct", "SH%", "0.0"), ("fo_pct", "FO%", "0.0"),
                ("blocks", "BLK", "0"), ("hits", "HIT", "0"), ("giveaways", "GV", "0"), ("takeaways", "TK", "0"),
                ("zone_entries_controlled", "Controlled entries", "0"),
            )
        ),
    )  # fmt: skip
    complete = [{column.key: None for column in columns} | row for row in rows]
    return Table("skaters", "Skaters", columns, complete, hide_caption=True, empty="No skater of this team is known.")


def _goalie_table(rows: list[Row]) -> Table:
    columns = (
        Column("player_name", "Goalie", link="/players/{player_id}"),
        Column("player_number", "#", "0"),
        Column("gp", "GP", "0", GOALIES),
        Column("wins", "W", "0", GOALIES),
        Column("losses", "L", "0", GOALIES),
        Column("overtime_losses", "OTL", "0", GOALIES),
        Column("shots_against", "SA", "0", GOALIES),
        Column("saves", "SV", "0", GOALIES),
        Column("save_pct", "SV%", "0.0", GOALIES),
        Column("goals_against_average", "GAA", "0.00", GOALIES),
        Column("goals_saved_above_expected", "GSAx", "+0.0", GOALIES),
        Column("shutouts", "SO", "0", GOALIES),
        Column("toi_seconds", "TOI", "m:ss", GOALIES),
        Column("left", "Note"),
    )
    return Table("goalies", "Goalies", columns, rows, hide_caption=True, empty="No goalie of this team has played.")
