"""The games of a player in a season."""

from collections.abc import Sequence

from psycopg import sql

from benchsight.site.people.person import Person
from benchsight.site.teams.schedule import result_of
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

GAMES = """
    select
        games.game_id, games.game_date, games.season_id, games.decided_in, mine.team_id,
        opponents.team_id as opponent_id,
        opponents.team_name as opponent, teams.team_name,
        case when mine.venue = 'home' then 'vs' else 'at' end as place,
        case when mine.venue = 'home' then games.home_goals else games.away_goals end as own_goals,
        case when mine.venue = 'home' then games.away_goals else games.home_goals end as other_goals,
        mine.toi_reliable, mine.game_is_complete, {stats}
    from {table} as mine
    inner join public.dim_schedule as games on games.game_id = mine.game_id
    left join public.dim_team as teams on teams.team_id = mine.team_id
    left join public.dim_team as opponents on opponents.team_id = mine.opponent_team_id
    where
        mine.player_id = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
    order by games.game_date desc nulls last, games.game_id desc
"""
Stats = Sequence[tuple[str, str, str, bool]]
SKATER_STATS: Stats = (
    ("goals", "G", "0", False), ("assists", "A", "0", False), ("points", "P", "0", False),
    ("plus_minus", "+/-", "+0", False), ("pim", "PIM", "0", False), ("sog", "SOG", "0", False),
    ("shots", "Attempts", "0", False), ("xg_for", "xG", "0.00", False), ("toi_seconds", "TOI", "m:ss", False),
    ("cf_pct", "CF%", "0.0", False), ("xg_pct", "xG%", "0.0", False), ("game_score", "Game score", "0.00", False),
    ("shift_count", "Shifts", "0", True), ("fo_wins", "FO won", "0", True), ("fo_losses", "FO lost", "0", True),
    ("hits", "HIT", "0", True), ("blocks", "BLK", "0", True), ("giveaways", "GV", "0", True),
    ("takeaways", "TK", "0", True), ("scoring_chances", "Chances", "0", True), ("pass_completed", "Passes", "0", True),
    ("pass_pct", "Pass%", "0.0", True), ("zone_entries_controlled", "Controlled entries", "0", True),
    ("zone_exits_controlled", "Controlled exits", "0", True), ("penalties_taken", "Pen", "0", True),
    ("penalties_drawn", "Drawn", "0", True), ("on_ice_gf", "GF on", "0", True), ("on_ice_ga", "GA on", "0", True),
    ("corsi_for", "CF", "0", True), ("corsi_against", "CA", "0", True),
    ("zone_starts_oz_pct", "OZ starts, %", "0.0", True), ("avg_shift", "Shift", "m:ss", True),
    ("offensive_rating", "Offence", "0.0", True), ("defensive_rating", "Defence", "0.0", True),
    ("war", "WAR", "0.00", True),
)  # fmt: skip
GOALIE_STATS: Stats = (
    ("shots_against", "SA", "0", False), ("saves", "SV", "0", False), ("goals_against", "GA", "0", False),
    ("save_pct", "SV%", "0.0", False), ("xg_against", "xGA", "0.00", False),
    ("goals_saved_above_expected", "GSAx", "+0.00", False), ("high_danger_shots_against", "HD shots", "0", False),
    ("high_danger_save_pct", "HD SV%", "0.0", False), ("rebounds_left", "Rebounds", "0", False),
    ("toi_seconds", "TOI", "m:ss", False), ("saves_freeze", "Frozen", "0", True),
    ("saves_rebound", "Left a rebound", "0", True), ("saves_played", "Played on", "0", True),
    ("rebound_control_pct", "No rebound, %", "0.0", True), ("even_strength_save_pct", "SV% even", "0.0", True),
    ("short_handed_save_pct", "SV% short-handed", "0.0", True), ("rush_shots_against", "Rush shots", "0", True),
    ("screened_shots_against", "Screened", "0", True), ("longest_save_streak", "Saves in a row", "0", True),
    ("saves_before_first_goal", "Before the first goal", "0", True), ("goal_support", "Goals of the team", "0", True),
    ("game_score", "Game score", "0.00", True),
)  # fmt: skip
# official where there is a result, as in the season tables
OFFICIAL = {
    "goals": "coalesce(mine.official_goals, mine.goals)",
    "assists": "coalesce(mine.official_assists, mine.assists)",
    "points": "coalesce(mine.official_goals, mine.goals) + coalesce(mine.official_assists, mine.assists)",
    "pim": "coalesce(mine.official_pim, mine.pim)",
    "goals_against": "coalesce(mine.official_goals_against, mine.goals_against)",
}
EXTRA = {
    False: "mine.is_goalie, mine.event_roles",
    True: "mine.decision, mine.is_starter, mine.is_quality_start",
}


def read_games(reader: PageReader, person: Person) -> Page:
    """Return the page of a player's games."""
    table = games_table(reader, person)
    name = str(person.row["player_name"] or person.id)
    return Page(
        "site/people/games.html", f"{name}: games", {"person": person, "part": "games", "games": table}, [table]
    )


def games_table(reader: PageReader, person: Person) -> Table:
    """Return the games a player dressed for, the newest first; those he did not play in are pale."""
    stats = GOALIE_STATS if person.is_goalie else SKATER_STATS
    table = "fact_goalie_game_stats" if person.is_goalie else "fact_player_game_stats"
    values = ", ".join(f"{OFFICIAL.get(stat, f'mine.{stat}')} as {stat}" for stat, *_ in stats)
    query = sql.SQL(GAMES).format(
        table=sql.Identifier("public", table),
        stats=sql.SQL(f"{values}, {EXTRA[person.is_goalie]}"),
    )
    rows = [row | _described(row) for row in reader.rows(query, person.scope)]
    columns = (
        Column("game_date", "Date", "date", link="/games/{game_id}"),
        Column("place", "Where"),
        Column("opponent", "Opponent", link="/teams/{opponent_id}"),
        Column("result", "Result", link="/games/{game_id}"),
        *((Column("decision", "Decision", of=table), Column("quality", "Start")) if person.is_goalie else ()),
        *(Column(stat, label, format, table, more=more, note="why") for stat, label, format, more in stats),
        Column("team_name", "Team", link="/teams/{team_id}", more=True),
    )
    return Table(
        "games", "Games", columns, rows, sorted_by="game_date", empty="No game of these was tracked with this player."
    )


def _described(row: Row) -> Row:
    """Return result, reason of unknown values, and whether the row is pale."""
    why = "not tracked"
    if not row["toi_reliable"]:
        why = "ice times of this game are not reliable"
    elif not row["game_is_complete"]:
        why = "the events of this game are not complete"
    quality = None
    if "is_quality_start" in row:
        quality = (
            "relief" if not row["is_starter"] else {True: "quality", False: "", None: None}[row["is_quality_start"]]
        )
    sat = row.get("is_goalie") and not row["toi_seconds"] and not row["event_roles"]
    return {"result": result_of(row), "why": "did not play" if sat else why, "quality": quality, "grey": bool(sat)}
