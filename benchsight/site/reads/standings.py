"""Standings of a season: the league's rules in words, the last ten games, records of playoffs and the like."""

from psycopg import sql

from benchsight.site.league_rows import LeagueRows
from benchsight.web.reader import PageReader, Row

STANDINGS = """
    select standings.*, teams.color_1, teams.color_2
    from public.league_standings as standings
    left join public.dim_team as teams on standings.team_id = teams.team_id
    where standings.season_id is not distinct from %(season)s
    order by standings.rank, standings.team_name
"""
# both sides of each game with an official score, as the standings count them
SIDES = sql.SQL("""
    with sides as (
        select
            games.game_id, games.game_date, games.game_time, games.decided_in, games.game_kind, sides.*,
            case
                when sides.gf > sides.ga then 'W'
                when sides.gf = sides.ga then 'T'
                when games.decided_in in ('OT', 'SO') and games.game_kind <> 'playoffs' then 'OTL'
                else 'L'
            end as result
        from public.dim_schedule as games
        cross join lateral (
            values
            (games.home_team_id, games.home_team_name, games.home_goals, games.away_goals),
            (games.away_team_id, games.away_team_name, games.away_goals, games.home_goals)
        ) as sides (team_id, team_name, gf, ga)
        where
            games.season_id = %(season)s and games.game_kind = %(kind)s and games.is_played
            and sides.team_id is not null
    )
""")
LAST_TEN = SIDES + sql.SQL("""
    select
        team_id,
        count(*) filter (where result = 'W') || '-' || count(*) filter (where result in ('L', 'OTL')) || '-'
        || count(*) filter (where result = 'T') as last_10
    from (
        select
            sides.*,
            row_number() over (
                partition by team_id order by game_date desc nulls last, game_time desc nulls last, game_id desc
            ) as games_ago
        from sides
    ) as numbered
    where games_ago <= 10
    group by team_id
""")
RECORDS = SIDES + sql.SQL("""
    select
        cast(rank() over (order by count(*) filter (where result = 'W') desc, sum(gf - ga) desc) as integer) as rank,
        sides.team_id, coalesce(min(teams.team_name), min(sides.team_name), sides.team_id) as team_name,
        cast(count(*) as integer) as gp,
        cast(count(*) filter (where result = 'W') as integer) as w,
        cast(count(*) filter (where result = 'L') as integer) as l,
        cast(count(*) filter (where result = 'T') as integer) as t,
        cast(count(*) filter (where result = 'OTL') as integer) as otl,
        cast(sum(gf) as integer) as gf, cast(sum(ga) as integer) as ga, cast(sum(gf - ga) as integer) as gd
    from sides
    left join public.dim_team as teams on sides.team_id = teams.team_id
    group by sides.team_id
    order by rank, team_name
""")
RULES = """
    select * from transform.int_season_settings where season_id in (%(season)s, '*') order by season_id = '*' limit 1
"""
POINTS = (
    ("points_regulation_win", "a win"), ("points_overtime_win", "a win in overtime"),
    ("points_shootout_win", "a win in the shootout"), ("points_tie", "a tie"),
    ("points_overtime_loss", "a loss in overtime"), ("points_shootout_loss", "a loss in the shootout"),
    ("points_regulation_loss", "a loss"),
)  # fmt: skip
# left out where it equals the plain win or loss
LIKE = {
    "points_overtime_win": "points_regulation_win", "points_shootout_win": "points_regulation_win",
    "points_overtime_loss": "points_regulation_loss", "points_shootout_loss": "points_regulation_loss",
}  # fmt: skip
TIE_BREAKERS = {
    "points": "points", "points_percentage": "share of the points", "regulation_wins": "wins in regulation",
    "regulation_and_overtime_wins": "wins without the shootout", "wins": "wins", "goal_difference": "goal difference",
    "goals_for": "goals", "fewest_games": "fewer games", "head_to_head_points": "points against each other",
    "head_to_head_points_percentage": "share of the points against each other",
    "head_to_head_goal_difference": "goal difference against each other",
    "head_to_head_goals_for": "goals against each other",
}  # fmt: skip


def read_standings_rows(reader: PageReader, league: LeagueRows, season_id: str | None) -> list[Row]:
    """Return the standings of the regular season, with the last ten games."""
    last_ten = {
        row["team_id"]: row["last_10"] for row in reader.rows(LAST_TEN, {"season": season_id, "kind": "regular"})
    }
    rows = league.read(reader, STANDINGS, season_id, "regular")
    return [{**row, "last_10": last_ten.get(row["team_id"])} for row in rows]


def read_records(reader: PageReader, season_id: str | None, kind: str) -> list[Row]:
    """Return the records of games that are no regular season, which have no points."""
    return reader.rows(RECORDS, {"season": season_id, "kind": kind})


def read_rules(reader: PageReader, season_id: str | None) -> Row:
    """Return the league's settings in a season."""
    return reader.row(RULES, {"season": season_id}) or {}


def points_in_words(rules: Row) -> str:
    """Return what a game is worth: `2 points for a win, 1 for a tie`."""
    parts: list[str] = []
    for name, outcome in POINTS:
        points = rules.get(name)
        if points is None or (name in LIKE and points == rules.get(LIKE[name])) or (points == 0 and not parts):
            continue
        if points:
            unit = "" if parts else (" point" if points == 1 else " points")
            parts.append(f"{points}{unit} for {outcome}")
    return ", ".join(parts)


def tie_breakers_in_words(rules: Row) -> list[str]:
    """Return what ranks teams, in order."""
    names = str(rules.get("tie_breakers") or "").split("|")
    return [TIE_BREAKERS.get(name, name.replace("_", " ")) for name in names if name]


def forfeits_in_words(rows: list[Row]) -> list[str]:
    """Return who won or lost without playing."""
    found = []
    for row in rows:
        for key, verb in (("forfeit_wins", "won"), ("forfeit_losses", "lost")):
            if row.get(key):
                games = "game" if row[key] == 1 else "games"
                found.append(f"{row['team_name']} {verb} {row[key]} {games} by forfeit")
    return found
