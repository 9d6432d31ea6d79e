"""A player's seasons: a row for each team, the seasons of a traded player together, and the career."""

from psycopg import sql

from benchsight.site.game_types import LABELS
from benchsight.site.people.headline import GOALIE_TABLE, SKATER_TABLE
from benchsight.site.people.person import Person
from benchsight.site.seasons import season_label
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

# per table: seasons, seasons by team, career
TABLES = {
    False: (SKATER_TABLE, "fact_player_team_season_stats", "fact_player_career_stats"),
    True: (GOALIE_TABLE, "fact_goalie_team_season_stats", "fact_goalie_career_stats"),
}
SKATER_STATS = (
    ("gp", "GP", "0", False), ("goals", "G", "0", False), ("assists", "A", "0", False), ("points", "P", "0", False),
    ("plus_minus", "+/-", "+0", False), ("pim", "PIM", "0", False), ("sog", "SOG", "0", False),
    ("shooting_pct", "SH%", "0.0", False), ("xg_for", "xG", "0.00", False), ("toi_per_game", "TOI/GP", "m:ss", False),
    ("points_per_60", "P/60", "0.00", False), ("cf_pct", "CF%", "0.0", False), ("xg_pct", "xG%", "0.0", False),
    ("game_score", "Game score", "0.0", False), ("even_strength_goals", "EVG", "0", True),
    ("power_play_goals", "PPG", "0", True), ("shorthanded_goals", "SHG", "0", True),
    ("game_winning_goals", "GWG", "0", True), ("primary_assists", "A1", "0", True),
    ("secondary_assists", "A2", "0", True), ("shots", "Attempts", "0", True),
    ("scoring_chances", "Chances", "0", True), ("high_danger_chances", "High danger", "0", True),
    ("rush_shots", "Rush", "0", True), ("rebound_shots", "Rebound", "0", True), ("fo_pct", "FO%", "0.0", True),
    ("fo_total", "FO", "0", True), ("pass_pct", "Pass%", "0.0", True),
    ("zone_entries_controlled", "Controlled entries", "0", True),
    ("zone_entry_control_pct", "Entries controlled, %", "0.0", True),
    ("zone_exits_controlled", "Controlled exits", "0", True),
    ("zone_exit_control_pct", "Exits controlled, %", "0.0", True), ("zone_keepins", "Kept in", "0", True),
    ("giveaways", "GV", "0", True), ("takeaways", "TK", "0", True), ("blocks", "BLK", "0", True),
    ("hits", "HIT", "0", True), ("penalties_taken", "Pen", "0", True), ("penalties_drawn", "Drawn", "0", True),
    ("cf_pct_5v5", "CF% 5v5", "0.0", True), ("on_ice_gf", "GF on", "0", True), ("on_ice_ga", "GA on", "0", True),
    ("on_ice_sh_pct", "SH% on", "0.0", True), ("on_ice_sv_pct", "SV% on", "0.0", True),
    ("goals_per_60", "G/60", "0.00", True), ("assists_per_60", "A/60", "0.00", True),
    ("shots_per_60", "Attempts/60", "0.00", True), ("toi_seconds", "TOI", "m:ss", True),
    ("avg_shift", "Shift", "m:ss", True),
)  # fmt: skip
GOALIE_STATS = (
    ("gp", "GP", "0", False), ("wins", "W", "0", False), ("losses", "L", "0", False),
    ("overtime_losses", "OTL", "0", False), ("shots_against", "SA", "0", False), ("saves", "SV", "0", False),
    ("goals_against", "GA", "0", False), ("save_pct", "SV%", "0.0", False),
    ("goals_against_average", "GAA", "0.00", False), ("shutouts", "SO", "0", False),
    ("xg_against", "xGA", "0.0", False), ("goals_saved_above_expected", "GSAx", "+0.0", False),
    ("quality_start_pct", "QS%", "0.0", False), ("games_started", "GS", "0", True), ("ties", "T", "0", True),
    ("really_bad_starts", "Bad starts", "0", True), ("even_strength_save_pct", "SV% even", "0.0", True),
    ("short_handed_save_pct", "SV% short-handed", "0.0", True),
    ("high_danger_save_pct", "SV% high danger", "0.0", True), ("medium_danger_save_pct", "SV% medium", "0.0", True),
    ("low_danger_save_pct", "SV% low", "0.0", True), ("rebound_save_pct", "SV% rebounds", "0.0", True),
    ("rush_save_pct", "SV% rush", "0.0", True), ("rebound_control_pct", "No rebound, %", "0.0", True),
    ("shots_against_per_60", "SA/60", "0.0", True), ("goals_saved_above_average", "GSAA", "+0.0", True),
    ("goals_saved_above_expected_per_60", "GSAx/60", "+0.00", True), ("game_score", "Game score", "0.0", True),
    ("toi_seconds", "TOI", "m:ss", True),
)  # fmt: skip
SEASONS = """
    with shown as (
        select season_id, game_type, team_id, 1 as team_count, {stats} from {by_team} where player_id = %(player)s
        union all
        select season_id, game_type, null, team_count, {stats}
        from {seasons}
        where player_id = %(player)s and team_count > 1
    )
    select
        shown.*, coalesce(dim_season.season, shown.season_id) as season,
        coalesce(teams.team_name, shown.team_count || ' teams') as team_name
    from shown
    left join public.dim_season on dim_season.season_id = shown.season_id
    left join public.dim_team as teams on teams.team_id = shown.team_id
    where shown.gp > 0
    order by shown.season_id desc nulls last, shown.game_type desc, shown.team_id nulls last
"""
CAREER = "select season_count, {stats} from {career} where player_id = %(player)s and game_type = %(kind)s"
SEASON = """
    select {stats} from {seasons}
    where player_id = %(player)s and season_id is not distinct from %(season)s and game_type = %(kind)s
"""


def season_row(reader: PageReader, person: Person, *more: str) -> Row | None:
    """Return a player's row of the season table with the statistics of its columns and ``more``; None without games."""
    stats = dict.fromkeys([*_stats(person.is_goalie), "team_count", "points_source", "complete_gp", "toi_gp", *more])
    row = reader.row(_query(SEASON, person.is_goalie, list(stats)), person.scope)
    return row if row and row["gp"] else None


def seasons_table(reader: PageReader, person: Person) -> Table:
    """Return a player's seasons; the last row is his career in games of the kind shown."""
    stats = _stats(person.is_goalie)
    rows = [
        {
            **row,
            "season": season_label(row["season"]) if row["season"] else "Not scheduled",
            "kind": LABELS.get(row["game_type"]),
        }
        for row in reader.rows(_query(SEASONS, person.is_goalie, stats), person.scope)
    ]
    career = reader.row(_query(CAREER, person.is_goalie, stats), person.scope)
    if career is not None:
        seasons = f"{career['season_count']} season{'s' if career['season_count'] != 1 else ''}"
        career |= {"season": "Career", "kind": person.kind.label, "team_name": seasons, "team_id": None}
    columns = (
        Column("season", "Season", link="?season={season_id}&type={game_type}"),
        Column("kind", "Games"),
        Column("team_name", "Team", link="/teams/{team_id}"),
        *(
            Column(stat, label, format, TABLES[person.is_goalie][0], more=more)
            for stat, label, format, more in (GOALIE_STATS if person.is_goalie else SKATER_STATS)
        ),
    )
    return Table(
        "seasons", "Seasons", columns, rows, total=career, hide_caption=True, empty="No season with a game yet."
    )


def _stats(is_goalie: bool) -> list[str]:
    return [stat for stat, *_ in (GOALIE_STATS if is_goalie else SKATER_STATS)]


def _query(text: str, is_goalie: bool, stats: list[str]) -> sql.Composed:
    names = zip(("seasons", "by_team", "career"), TABLES[is_goalie], strict=True)
    tables = {name: sql.Identifier("public", table) for name, table in names}
    columns = sql.SQL(", ").join(map(sql.Identifier, stats))
    return sql.SQL(text).format(stats=columns, **{name: tables[name] for name in tables if f"{{{name}}}" in text})
