"""Games of a season by date, with what is known of each."""

from benchsight.web.reader import PageReader, Row

GAMES = """
    select
        games.game_id, games.game_date, to_char(games.game_time, 'HH24:MI') as game_time, games.game_kind,
        games.home_team_id, games.away_team_id,
        coalesce(games.home_team_name, games.home_team_id) as home_team_name,
        coalesce(games.away_team_name, games.away_team_id) as away_team_name,
        games.home_goals, games.away_goals, games.decided_in, games.schedule_status, games.standings_note,
        games.is_played, games.is_tracked, games.winner_venue,
        quality.is_complete, quality.toi_reliable
    from public.dim_schedule as games
    left join public.qa_data_completeness as quality on games.game_id = quality.game_id
    where
        games.season_id is not distinct from %(season)s
        and (%(kind)s::text is null or games.game_kind = %(kind)s)
        and (%(team)s::text is null or %(team)s in (games.home_team_id, games.away_team_id))
"""
BY_TIME = " order by game_date nulls last, game_time nulls last, game_id"
# the last results, and the next games as is_next says
NEAREST = f"""
    with games as ({GAMES})

    (
        select * from games where is_played
        order by game_date desc nulls first, game_time desc nulls first, game_id desc
        limit %(most)s
    )
    union all
    (
        select * from games
        where not is_played and not is_tracked and coalesce(schedule_status, '') not in ('POSTPONED', 'CANCELLED')
        {BY_TIME}
        limit %(most)s
    )
"""  # nosec B608 # of constants
DECIDED = {"OT": "OT", "SO": "SO", "FORFEIT": "forfeit"}
STATUS = {"POSTPONED": "postponed", "CANCELLED": "cancelled"}


def read_games(
    reader: PageReader, season_id: str | None, kind: str | None = None, team: str | None = None
) -> list[Row]:
    """Return the games of a season in order of time, with `score`, `decided` and `tracking` in words."""
    rows = reader.rows(GAMES + BY_TIME, {"season": season_id, "kind": kind, "team": team})
    return [_in_words(row) for row in rows]


def read_nearest(reader: PageReader, season_id: str | None, most: int) -> tuple[list[Row], list[Row]]:
    """Return the last results of a season, the latest first, and its next games; ``most`` of each."""
    rows = reader.rows(NEAREST, {"season": season_id, "kind": None, "team": None, "most": most})
    games = [_in_words(row) for row in rows]
    return [game for game in games if game["is_played"]], [game for game in games if not game["is_played"]]


def _in_words(row: Row) -> Row:
    return {**row, "score": score(row), "decided": decided(row), "tracking": tracking(row)}


def score(game: Row) -> str | None:
    """Return the final score, away first as in the list; None before the game."""
    return f"{game['away_goals']} : {game['home_goals']}" if game["is_played"] else None


def decided(game: Row) -> str | None:
    """Return how a game ended if not in regulation, or why it was not played."""
    return STATUS.get(game["schedule_status"] or "") or DECIDED.get(game["decided_in"] or "")


def tracking(game: Row) -> str:
    """Return the state of a game's tracking."""
    if not game["is_tracked"]:
        return "not tracked" if game["is_played"] else ""
    if game["is_complete"] is None:
        return "tracked, without statistics"
    if not game["is_complete"]:
        return "tracked in part"
    return "tracked" if game["toi_reliable"] else "tracked, ice times with gaps"


def is_next(game: Row) -> bool:
    """Whether a game is still to be played."""
    return not game["is_played"] and not game["is_tracked"] and game["schedule_status"] not in STATUS
