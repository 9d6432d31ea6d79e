"""Season tables, of which a build writes the rows of its players and teams alone: always as if made of every game."""

import psycopg
from psycopg import sql

from benchsight.builds.dbt.compiled import CompiledModel, compiled_tables
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.delete_game import DeleteOptions, delete_game
from benchsight.builds.exclusion import exclude, include
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder
from benchsight.builds.write import set_scope
from benchsight.db.settings import load_settings
from benchsight.inputs.merge_players import KEYED, REPLACE, REPLACE_EVENTS, merge_players
from tests.benchsight.builds.league import LeagueSite, league

__all__ = ["league"]  # a fixture

TABLES = (
    "fact_player_season_stats",
    "fact_player_team_season_stats",
    "fact_goalie_season_stats",
    "fact_goalie_team_season_stats",
    "fact_team_season_stats",
)
ROWS = "select cast(to_jsonb(listed) as text) from ({}) as listed order by 1"
ONE_SEASON = "select season_id from dim_schedule where game_id = {}"


def models() -> list[CompiledModel]:
    """Return the season tables with the statements that dbt compiles them to."""
    settings = load_settings()
    found = compiled_tables(dbt_project(settings), code_version(settings.project_root))
    return [model for model in found if model.name in TABLES]


def differences(league: LeagueSite) -> list[str]:
    """List the season tables that are not what their models yield of every game that was ever built."""
    found = []
    with psycopg.connect(league.url) as connection:
        games = connection.execute("select distinct game_id from transform.int_metric_entities").fetchall()
        set_scope(connection, {game: 1 for (game,) in games})
        for model in models():
            table = sql.SQL("select * from {}").format(sql.Identifier(model.relation))
            kept, whole = (
                connection.execute(sql.SQL(ROWS).format(query)).fetchall() for query in (table, sql.SQL(model.sql))
            )
            if kept != whole:
                found.append(model.name)
        connection.rollback()
    return found


def games_played(league: LeagueSite, condition: str = "true") -> int:
    """Return the games of all players in their season rows that meet a condition."""
    query = f"select coalesce(sum(gp), 0) from fact_player_season_stats where {condition}"
    return int(str(league.rows(query)[0][0]))


def give_to(other: str, player: str, game: int, league: LeagueSite) -> None:
    """Give what is staged of a player in a game to another id."""
    queries = [sql.SQL(REPLACE).format(table=sql.Identifier(t), key=sql.Identifier(k)) for t, k in KEYED.items()]
    with psycopg.connect(league.url) as connection:
        for query in [*queries, sql.SQL(REPLACE_EVENTS)]:
            of_game = query + sql.SQL(" and game_id = {}").format(sql.Literal(game))
            connection.execute(of_game, {"keep": other, "other": player})


def test_rows_of_seasons_follow_whatever_happens_to_a_game(league: LeagueSite) -> None:
    corrected, moved, last = (game.game_id for game in league.league.games)
    assert len(models()) == len(TABLES)
    assert differences(league) == []
    ((season,),) = league.rows(ONE_SEASON.format(moved))
    all_games = games_played(league)

    with ResidentBuilder() as builder:
        goals = "select sum(tracked_goals) from fact_player_season_stats"
        before = league.rows(goals)
        league.execute(f"delete from staging_events where game_id = {corrected} and event_type = 'Goal'")
        assert builder.build(Request()).games_built == [corrected]
        assert league.rows(goals) < before
        assert differences(league) == []

        # of another kind, then of no known season: the season it leaves loses it
        league.execute(f"update staging_schedule set game_type = 'playoffs' where game_id = {moved}")
        assert builder.build(Request()).games_built == [moved]
        assert 0 < games_played(league, "game_type = 'playoffs'") < all_games
        assert (games_played(league), differences(league)) == (all_games, [])
        league.execute(f"update staging_schedule set season_id = null, season = null where game_id = {moved}")
        assert builder.build(Request()).games_built == [moved]
        assert games_played(league, "season_id is null") > 0
        assert games_played(league, f"season_id = '{season}' and game_type = 'playoffs'") == 0
        assert (games_played(league), differences(league)) == (all_games, [])

        # one game under a second id, until the two are merged
        ((player,),) = league.rows(f"""
            select player_id from fact_player_game_stats
            where game_id = {last} and toi_seconds > 0 and is_rostered and not is_goalie order by player_id limit 1
        """)
        of_player = f"select gp from fact_player_season_stats where player_id = '{player}' and season_id = '{season}'"
        games = league.rows(of_player)
        league.execute("insert into staging_players (player_id, player_name) values ('TWICE', 'Second Id')")
        give_to("TWICE", str(player), last, league)
        assert last in builder.build(Request()).games_built
        assert league.rows("select gp from fact_player_season_stats where player_id = 'TWICE'") == [(1,)]
        assert league.rows(of_player) < games
        assert differences(league) == []
        with psycopg.connect(league.url) as connection:
            merge_players(connection, str(player), "TWICE", "a test")
        builder.build(Request())
        assert league.rows("select gp from fact_player_season_stats where player_id = 'TWICE'") == []
        assert (league.rows(of_player), differences(league)) == (games, [])

        exclude([last], "a test game", True, print)
        assert (games_played(league) < all_games, differences(league)) == (True, [])
        include([last])
        assert builder.build(Request()).games_built == [last]
        assert differences(league) == []

    summary = delete_game(last, DeleteOptions(with_inputs=True))
    assert set(TABLES) <= set(summary.recomputed or [])
    assert differences(league) == []

    # and the comparison finds what is wrong
    for table in TABLES:
        league.execute(f"update {table} set gp = gp + 1 where ctid = (select min(ctid) from {table})")
    assert sorted(differences(league)) == sorted(TABLES)
