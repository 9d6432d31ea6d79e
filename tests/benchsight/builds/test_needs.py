"""What a statistic needs is what the catalogue says: in a game without it the column is NULL, never 0."""

from benchsight.catalog.statistics import CATALOG, GAME_TABLES, Statistic, read_catalog

from .league import REPOSITORY, LeagueSite

NO_EVENTS_NEEDED = ("", "shifts", "league rating", "shifts and league rating", "official result")
COUNTING_UNITS = ("count", "seconds", "minutes", "per 60", "percent", "ratio")


def statistics() -> list[Statistic]:
    """The columns of the catalogue that are no keys and no marks of a row."""
    rows = read_catalog(REPOSITORY / CATALOG)
    return [row for row in rows if row.table_name in GAME_TABLES and row.family != "identity"]


def known(league: LeagueSite, game_id: int, rows: list[Statistic]) -> list[str]:
    """The columns of the catalogue that are not NULL in a row of the game."""
    found = []
    for table in sorted({row.table_name for row in rows}):
        columns = [row.column_name for row in rows if row.table_name == table]
        counts = ", ".join(f'count("{column}")' for column in columns)
        (filled,) = league.rows(f"select {counts} from {table} where game_id = {game_id}")
        found += [f"{table}.{column}" for column, count in zip(columns, filled, strict=True) if count]
    return found


def test_what_needs_events_or_shifts_is_null_in_a_game_without_them(league: LeagueSite) -> None:
    without_events, _, without_shifts = (game.game_id for game in league.league.games)
    league.execute(f"delete from staging_events where game_id = {without_events}")
    league.execute(f"delete from staging_shifts where game_id = {without_shifts}")
    league.build()

    from_events = [row for row in statistics() if row.needs not in NO_EVENTS_NEEDED]
    from_shifts = [row for row in statistics() if "shifts" in row.needs]
    assert known(league, without_events, from_events) == []
    assert known(league, without_shifts, from_shifts) == []
    # the rest of what was tracked stays
    assert league.rows(f"select sum(toi_seconds) > 0 from fact_player_game_stats where game_id = {without_events}") == [
        (True,)
    ]
    assert league.rows(f"select sum(sog) > 0 from fact_team_game_stats where game_id = {without_shifts}") == [(True,)]


def test_every_number_needs_events_shifts_or_the_result() -> None:
    without = [row.column_name for row in statistics() if row.unit in COUNTING_UNITS and not row.needs]
    assert [name for name in without if not name.startswith("official_")] == []
