"""A team's games, played and to come."""

from benchsight.site.teams.team import Team
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

GAMES = """
    select
        games.game_id, games.game_date, games.game_time, games.decided_in, games.is_played, games.is_tracked,
        games.playoff_round, sides.place, sides.own_goals, sides.other_goals, sides.opponent_id,
        coalesce(sides.opponent_name, sides.opponent_id) as opponent, mine.cf_pct, mine.xg_pct, mine.sog,
        mine.sog_against, mine.xgf, mine.xga
    from public.dim_schedule as games
    cross join lateral (
        select 'vs' as place, games.home_goals as own_goals, games.away_goals as other_goals,
            games.away_team_id as opponent_id, games.away_team_name as opponent_name
        where games.home_team_id = %(team)s
        union all
        select 'at', games.away_goals, games.home_goals, games.home_team_id, games.home_team_name
        where games.away_team_id = %(team)s
    ) as sides
    left join public.fact_team_game_stats as mine on mine.game_id = games.game_id and mine.team_id = %(team)s
    where games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
    order by games.game_date, games.game_time nulls last, games.game_id
"""
OF = "fact_team_game_stats"


def read_schedule(reader: PageReader, team: Team) -> list[Row]:
    """Return the games of a team in order of date, with `result` (None until it is played)."""
    return [row | {"result": result_of(row)} for row in reader.rows(GAMES, team.scope)]


def result_of(row: Row) -> str | None:
    """Return a game's result as its team sees it: W 4-2, L 2-3 (OT)."""
    own, other = row["own_goals"], row["other_goals"]
    if own is None or other is None:
        return None
    letter = "W" if own > other else "L" if own < other else "T"
    extra = f" ({row['decided_in']})" if row["decided_in"] not in (None, "REG") else ""
    return f"{letter} {own}-{other}{extra}"


def schedule_table(rows: list[Row]) -> Table:
    """Return the table of games."""
    described = [row | {"why": "not played yet" if not row["is_played"] else "not tracked"} for row in rows]
    columns = (
        Column("game_date", "Date", "date", link="/games/{game_id}"),
        Column("place", "Where"),
        Column("opponent", "Opponent", link="/teams/{opponent_id}"),
        Column("result", "Result", link="/games/{game_id}", note="why"),
        Column("sog", "SOG", "0", OF, note="why"),
        Column("sog_against", "SOG against", "0", OF, note="why"),
        Column("xgf", "xGF", "0.0", OF, note="why"),
        Column("xga", "xGA", "0.0", OF, note="why"),
        Column("cf_pct", "CF%", "0.0", OF, note="why"),
        Column("xg_pct", "xG%", "0.0", OF, note="why"),
    )
    return Table("schedule", "Games", columns, described, sorted_by="game_date", hide_caption=True,
                 empty="No game of this team is scheduled.")  # fmt: skip
