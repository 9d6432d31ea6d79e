"""Season and career tables of players, goalies and teams, as pages list them."""

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column

SKATER = "coalesce(stats.position_code, 'F') <> 'G'"


@dataclass(frozen=True)
class Listing:
    """A list of people: tables of seasons, of seasons by team, of careers, of games; condition; columns."""

    season: str
    by_team: str
    career: str
    games: str
    condition: str
    columns: tuple[Column, ...]
    sorted_by: str
    link: str = "/players/{player_id}"


def _columns(of: str, *columns: tuple[str, str, str]) -> tuple[Column, ...]:
    """Return columns of a table: key, label, format; a label that begins with `+` is one of more columns."""
    return tuple(
        Column(key, label.removeprefix("+"), form, of, more=label.startswith("+")) for key, label, form in columns
    )


SKATERS = Listing(
    "fact_player_season_stats", "fact_player_team_season_stats", "fact_player_career_stats", "fact_player_game_stats",
    SKATER,
    _columns(
        "fact_player_season_stats",
        ("gp", "GP", "0"), ("goals", "G", "0"), ("assists", "A", "0"), ("points", "P", "0"),
        ("plus_minus", "Plus-minus", "+0"),
        ("pim", "PIM", "0"), ("sog", "SOG", "0"), ("shooting_pct", "SH%", "0.0%"), ("toi_per_game", "TOI/GP", "m:ss"),
        ("cf_pct", "CF%", "0.0%"), ("xg_pct", "xG%", "0.0%"), ("xg_for", "xG", "0.00"),
        ("points_per_60", "P/60", "0.00"),
        ("points_per_game", "+P/GP", "0.00"), ("goals_per_60", "+G/60", "0.00"), ("primary_assists", "+A1", "0"),
        ("power_play_goals", "+PPG", "0"), ("shorthanded_goals", "+SHG", "0"), ("game_winning_goals", "+GWG", "0"),
        ("shots", "+Attempts", "0"), ("scoring_chances", "+Chances", "0"), ("fo_pct", "+FO%", "0.0%"),
        ("pass_pct", "+Pass%", "0.0%"), ("zone_entries_controlled", "+Controlled entries", "0"),
        ("zone_exits_controlled", "+Controlled exits", "0"), ("giveaways", "+Giveaways", "0"),
        ("takeaways", "+Takeaways", "0"), ("hits", "+Hits", "0"), ("blocks", "+Blocks", "0"),
        ("puck_battle_wins", "+Battles won", "0"), ("penalties_drawn", "+Drawn", "0"),
        ("game_score", "+Game score", "0.0"),
        ("cf_pct_5v5", "+CF% 5v5", "0.0%"), ("on_ice_gf", "+GF on ice", "0"), ("on_ice_ga", "+GA on ice", "0"),
    ),
    "points",
)  # fmt: skip
GOALIES = Listing(
    "fact_goalie_season_stats", "fact_goalie_team_season_stats", "fact_goalie_career_stats", "fact_goalie_game_stats",
    "true",
    _columns(
        "fact_goalie_season_stats",
        ("gp", "GP", "0"), ("wins", "W", "0"), ("losses", "L", "0"), ("ties", "T", "0"),
        ("overtime_losses", "OTL", "0"),
        ("save_pct", "SV%", "0.0%"), ("goals_against_average", "GAA", "0.00"), ("shots_against", "SA", "0"),
        ("saves", "SV", "0"), ("goals_against", "GA", "0"), ("shutouts", "SO", "0"),
        ("goals_saved_above_expected", "GSAx", "0.00"), ("quality_start_pct", "QS%", "0.0%"),
        ("toi_seconds", "TOI", "m:ss"), ("games_started", "+Starts", "0"),
        ("goals_saved_above_average", "+GSAA", "0.00"), ("xg_against", "+xGA", "0.00"),
        ("high_danger_save_pct", "+High danger SV%", "0.0%"), ("medium_danger_save_pct", "+Medium", "0.0%"),
        ("low_danger_save_pct", "+Low", "0.0%"), ("rebound_save_pct", "+Rebounds SV%", "0.0%"),
        ("rush_save_pct", "+Rush SV%", "0.0%"), ("even_strength_save_pct", "+Even SV%", "0.0%"),
        ("short_handed_save_pct", "+Short-handed SV%", "0.0%"), ("rebound_control_pct", "+Rebound control %", "0.0%"),
        ("shots_against_per_60", "+SA/60", "0.00"), ("goals_saved_above_expected_per_60", "+GSAx/60", "0.00"),
    ),
    "save_pct",
)  # fmt: skip
TEAM_OF = "fact_team_season_stats"
TEAMS = _columns(
    TEAM_OF,
    ("gp", "GP", "0"), ("goals", "GF", "0"), ("goals_against", "GA", "0"), ("sog", "SOG", "0"),
    ("sog_against", "SA", "0"),
    ("cf_pct", "CF%", "0.0%"), ("xg_pct", "xG%", "0.0%"), ("shooting_pct", "SH%", "0.0%"), ("save_pct", "SV%", "0.0%"),
    ("power_play_pct", "PP%", "0.0%"), ("penalty_kill_pct", "PK%", "0.0%"), ("fo_pct", "FO%", "0.0%"),
    ("pdo", "+PDO", "0.0"), ("xgf", "+xGF", "0.00"), ("xga", "+xGA", "0.00"), ("cf_pct_5v5", "+CF% 5v5", "0.0%"),
    ("xg_pct_5v5", "+xG% 5v5", "0.0%"), ("scoring_chance_pct", "+Chances %", "0.0%"),
    ("high_danger_chance_pct", "+High danger %", "0.0%"), ("pass_pct", "+Pass%", "0.0%"),
    ("zone_entry_control_pct", "+Entry control %", "0.0%"), ("zone_exit_control_pct", "+Exit control %", "0.0%"),
    ("zone_time_oz_pct", "+Offensive zone %", "0.0%"), ("pim", "+PIM", "0"), ("hits", "+Hits", "0"),
    ("blocks", "+Blocks", "0"), ("giveaways", "+Giveaways", "0"), ("takeaways", "+Takeaways", "0"),
)  # fmt: skip


def read_people(
    reader: PageReader, listing: Listing, season: str | None, kind: str, team: str | None, most: int | None = None
) -> list[Row]:
    """Return a season's people, the first ``most``, with `total`, the number of all; of a team, what they did there."""
    table = listing.by_team if team else listing.season
    where = "stats.season_id = %(season)s and stats.game_type = %(kind)s"
    where += " and stats.team_id = %(team)s" if team else ""
    scope = {"season": season, "kind": kind, "team": team, "most": most}
    rows = reader.rows(_people(listing, table, where, ["team_id", *([] if team else ["team_count"])]), scope)
    return _with_teams(reader, rows, {} if team else _teams_of(reader, listing, rows, scope))


def read_careers(reader: PageReader, listing: Listing, kind: str, most: int | None = None) -> list[Row]:
    """Return the careers of all people, the first ``most``, with their number of seasons."""
    query = _people(listing, listing.career, "stats.game_type = %(kind)s", ["season_count"])
    return reader.rows(query, {"kind": kind, "most": most})


def read_team_rows(reader: PageReader, season: str | None, kind: str) -> list[Row]:
    """Return the teams of a season with their statistics; a team without a tracked game has none."""
    columns = sql.SQL(", ").join(sql.SQL("stats.{}").format(sql.Identifier(column.key)) for column in TEAMS)
    query = sql.SQL("""
        select teams.team_id, teams.team_name, teams.color_1, teams.color_2, {}
        from public.dim_team as teams
        left join public.fact_team_season_stats as stats
            on teams.team_id = stats.team_id and stats.season_id = %(season)s and stats.game_type = %(kind)s
        where exists (
            select from public.dim_schedule as games
            where games.season_id = %(season)s and teams.team_id in (games.home_team_id, games.away_team_id)
        )
        order by teams.team_name
    """).format(columns)
    return reader.rows(query, {"season": season, "kind": kind})


def _people(listing: Listing, table: str, where: str, more: list[str]) -> sql.Composed:
    """Return the query of people; numbers on sweaters are looked up for those it returns alone."""
    keys = [column.key for column in listing.columns] + (["position_code"] if listing is SKATERS else []) + more
    columns = sql.SQL(", ").join(sql.SQL("stats.{}").format(sql.Identifier(key)) for key in keys)
    return sql.SQL("""
        with first as (
            select {columns}, stats.player_id, stats.player_name, cast(count(*) over () as integer) as total
            from public.{table} as stats
            where {where} and {condition}
            order by stats.{sorted_by} desc nulls last, stats.gp desc, stats.player_id
            limit %(most)s
        )

        select first.*, latest.player_number
        from first
        left join lateral (
            select games.player_number from public.{games} as games
            where games.player_id = first.player_id
            order by games.game_date desc nulls last, games.game_id desc
            limit 1
        ) as latest on true
        order by first.{sorted_by} desc nulls last, first.gp desc, first.player_id
    """).format(
        columns=columns, table=sql.Identifier(table), games=sql.Identifier(listing.games), where=sql.SQL(where),
        condition=sql.SQL(listing.condition), sorted_by=sql.Identifier(listing.sorted_by),
    )  # fmt: skip


def _teams_of(reader: PageReader, listing: Listing, rows: list[Row], scope: dict[str, Any]) -> dict[str, list[str]]:
    """Return the teams of those who played for several in a season."""
    traded = [row["player_id"] for row in rows if row["team_count"] > 1]
    if not traded:
        return {}
    query = sql.SQL("""
        select games.player_id, array_agg(distinct games.team_id) as team_ids
        from public.{} as games
        inner join public.dim_schedule as schedule on games.game_id = schedule.game_id
        where
            games.player_id = any(%(players)s) and schedule.season_id = %(season)s and schedule.game_kind = %(kind)s
        group by games.player_id
    """).format(sql.Identifier(listing.games))
    return {row["player_id"]: row["team_ids"] for row in reader.rows(query, {**scope, "players": traded})}


def _with_teams(reader: PageReader, rows: list[Row], teams_of: dict[str, list[str]]) -> list[Row]:
    """Return rows with the name of the team; of several, with their codes, the one of most games first."""
    names = reader.rows("select team_id, team_name, coalesce(team_code, team_name) as team_code from public.dim_team")
    teams = {row["team_id"]: row for row in names}
    found = []
    for row in rows:
        own = row["team_id"]
        others = [team for team in teams_of.get(row["player_id"], []) if team not in (own, None)]
        if own not in teams:
            found.append({**row, "team_name": own})
        elif others:
            codes = [teams[team]["team_code"] for team in [own, *others] if team in teams]
            found.append({**row, "team_name": ", ".join(codes)})
        else:
            found.append({**row, "team_name": teams[own]["team_name"]})
    return found
