"""Sentences about a season to date, from standings and totals."""

from collections.abc import Iterator

import psycopg
from psycopg.rows import DictRow, dict_row

from benchsight.analysis.sentences import AnalysisError, Sentence, count, name, number, write

SEASONS = """
    select s.season_id from public.league_standings as s
    inner join public.dim_schedule as g on s.season_id = g.season_id
    group by s.season_id order by max(g.game_date) desc nulls last, s.season_id desc limit 1
"""
STANDINGS = """
    select team_name, rank, points, gp, w, l, gf, ga from public.league_standings
    where season_id = %(season)s order by rank, team_name
"""
SCORERS = """
    select player_name, gp, goals, assists, points from public.fact_player_season_stats
    where season_id = %(season)s and player_name is not null and game_type = %(game_type)s and points is not null
    order by points desc, goals desc nulls last, gp, player_name limit 3
"""
SNIPERS = """
    select player_name, gp, goals from public.fact_player_season_stats
    where season_id = %(season)s and player_name is not null and game_type = %(game_type)s and goals is not null
    order by goals desc, gp, player_name limit 1
"""
GOALIES = """
    select player_name, gp, save_pct from public.fact_goalie_season_stats
    where season_id = %(season)s and player_name is not null and game_type = %(game_type)s and save_pct is not null
        and gp * 2 >= (
            select max(gp) from public.fact_goalie_season_stats
            where season_id = %(season)s and game_type = %(game_type)s
        )
    order by save_pct desc, gp desc, player_name limit 1
"""
GAME_TYPE = """
    select game_type from public.fact_player_season_stats where season_id = %(season)s
    group by game_type order by (lower(game_type) = 'regular') desc, sum(gp) desc, game_type limit 1
"""


def season_sentences(connection: psycopg.Connection, season: str | None) -> list[Sentence]:
    """Return the analysis of a season (its id; None: the newest). Raises AnalysisError if nothing is built of it."""
    with connection.cursor(row_factory=dict_row) as cursor:
        if cursor.execute("select to_regclass('public.league_standings') as found").fetchall()[0]["found"] is None:
            raise AnalysisError("nothing is built yet: load games, then run `benchsight build`")
        if season is None:
            newest = cursor.execute(SEASONS).fetchone()
            season = newest["season_id"] if newest else None

        def read(query: str) -> list[DictRow]:
            return cursor.execute(query.encode(), values).fetchall()

        values = {"season": season, "game_type": None}
        standings = read(STANDINGS)
        if not standings:
            raise AnalysisError(f"no game of season {season} is built" if season else "no season is built")
        values["game_type"] = next((row["game_type"] for row in read(GAME_TYPE)), None)
        return [
            *_standings(standings),
            *_scorers(read(SCORERS)),
            *_sniper(read(SNIPERS)),
            *_goalie(read(GOALIES)),
        ]


def _standings(rows: list[DictRow]) -> Iterator[Sentence]:
    """Write of the first team, the most goals and the fewest against; what is said holds for equal teams too."""
    leader, source = rows[0], "league_standings"
    lead = "share the lead of" if [row["rank"] for row in rows].count(leader["rank"]) > 1 else "lead"
    yield write(
        "{team} " + lead + " the standings with {points} from {games}: {wins} and {losses}.",
        team=name(leader["team_name"], source),
        points=count(leader["points"], "point", f"{source}.points"),
        games=count(leader["gp"], "game", f"{source}.gp"),
        wins=count(leader["w"], "win", f"{source}.w"),
        losses=count(leader["l"], "loss", f"{source}.l"),
    )
    for column, what, sign in (("gf", "scored more", -1), ("ga", "allowed fewer", 1)):
        known = [row for row in rows if row[column] is not None]
        if len(known) < len(rows):
            continue
        first = min(known, key=lambda row: sign * row[column])
        goals = count(first[column], "goal", f"{source}.{column}")
        team = name(first["team_name"], source)
        yield write("No team has " + what + " than {team}: {goals}.", team=team, goals=goals)


def _scorers(rows: list[DictRow]) -> Iterator[Sentence]:
    source = "fact_player_season_stats"
    leaders = sum(row["points"] == rows[0]["points"] for row in rows)
    for place, row in enumerate(rows):
        if row["goals"] is None or row["assists"] is None:
            continue
        what = "follows" if place >= leaders else "leads in points" if leaders == 1 else "shares the lead in points"
        yield write(
            "{player} " + what + ": {goals} and {assists} make {points} in {games}.",
            player=name(row["player_name"], source),
            goals=count(row["goals"], "goal", f"{source}.goals"),
            assists=count(row["assists"], "assist", f"{source}.assists"),
            points=count(row["points"], "point", f"{source}.points"),
            games=count(row["gp"], "game", f"{source}.gp"),
        )


def _sniper(rows: list[DictRow]) -> Iterator[Sentence]:
    for row in rows:
        source = "fact_player_season_stats"
        goals = number(row["goals"], f"{source}.goals")
        yield write(
            "Nobody has more goals than {player}: {goals}.", player=name(row["player_name"], source), goals=goals
        )


def _goalie(rows: list[DictRow]) -> Iterator[Sentence]:
    for row in rows:
        source = "fact_goalie_season_stats"
        yield write(
            "Of the regular goalies none has a better save percentage than {player}: {pct}% in {games}.",
            player=name(row["player_name"], source),
            pct=number(row["save_pct"], f"{source}.save_pct"),
            games=count(row["gp"], "game", f"{source}.gp"),
        )
