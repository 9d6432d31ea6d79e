"""The play-by-play of a game, filtered."""

from dataclasses import dataclass

from benchsight.site.play_words import KEY_PLAYS, play_details, play_words
from benchsight.site.reads.game import Game
from benchsight.site.video import Videos
from benchsight.web.reader import PageReader, Row

TABLES = ("fact_events", "fact_video_times")
LIMIT = 250

# A person takes part in an event as one of its players or opponents, or as the goalie.
PLAYS = """
    select
        event_key, event_index, period, clock_seconds, venue, event_type, event_detail, event_detail_2, strength,
        is_goal, is_shootout, home_score_before, away_score_before, event_player_1_id, event_player_2_id,
        event_player_3_id, opp_player_1_id, opp_player_2_id, goalie_id, round(xg, 2) as xg, count(*) over () as found
    from public.fact_events
    where
        game_id = %(game)s
        and (cast(%(period)s as integer) is null or period = %(period)s)
        and (cast(%(venue)s as text) is null or venue = %(venue)s)
        and (cast(%(kinds)s as text []) is null or event_type = any(%(kinds)s))
        and (not %(highlights)s or is_highlight)
        and (
            cast(%(player)s as text) is null
            or %(player)s in (
                event_player_1_id, event_player_2_id, event_player_3_id, event_player_4_id, event_player_5_id,
                event_player_6_id, opp_player_1_id, opp_player_2_id, opp_player_3_id, opp_player_4_id, opp_player_5_id,
                opp_player_6_id, goalie_id
            )
        )
    order by event_index
    offset %(skip)s
    limit %(limit)s
"""
KINDS = """
    select event_type, count(*) as plays
    from public.fact_events
    where game_id = %(game)s and event_type is not null and not is_marker
    group by event_type
    order by event_type
"""


@dataclass(frozen=True)
class PlayFilter:
    """What a reader asks for: ``kind`` is an event type, `all`, `highlights`, or `key` (what a score sheet has)."""

    period: int | None = None
    venue: str | None = None
    player: str | None = None
    kind: str = "key"
    skip: int = 0
    limit: int | None = LIMIT

    @property
    def kinds(self) -> list[str] | None:
        """Event types of the kind; None for all."""
        return {"key": list(KEY_PLAYS), "all": None, "highlights": None}.get(self.kind, [self.kind])


@dataclass(frozen=True)
class Plays:
    """A stretch of the plays; ``found`` is how many pass the filter."""

    rows: list[Row]
    found: int


def read_plays(reader: PageReader, game: Game, chosen: PlayFilter, videos: Videos) -> Plays:
    """Return the plays that pass a filter, at most ``limit`` of them, in order."""
    rows = reader.rows(
        PLAYS,
        {
            "game": game.id, "period": chosen.period, "venue": chosen.venue, "kinds": chosen.kinds,
            "player": chosen.player, "highlights": chosen.kind == "highlights", "skip": chosen.skip,
            "limit": chosen.limit,
        },
    )  # fmt: skip
    return Plays([_in_words(game, row, videos) for row in rows], rows[0]["found"] if rows else 0)


def read_kinds(reader: PageReader, game: Game) -> list[Row]:
    """Return the kinds of plays that a game has, with how many of each; whistles and breaks are none."""
    return reader.rows(KINDS, {"game": game.id})


def _in_words(game: Game, row: Row, videos: Videos) -> Row:
    period, side, people = game.period(row["period"]), game.side(row["venue"]), game.people
    away, home = (row[f"{side.venue}_score_before"] for side in game.sides)
    return row | {
        "period_label": "SO" if row["is_shootout"] else period.label if period else None,
        "team_name": side.name if side else None,
        "play": play_words(row["event_type"], row["event_detail"]),
        "details": play_details(row["event_detail_2"]),
        "by_player_name": people.label(row["event_player_1_id"]),
        "with_player_name": people.labels(row["event_player_2_id"], row["event_player_3_id"]),
        "against_player_name": people.labels(row["opp_player_1_id"], row["opp_player_2_id"]),
        "score_before": None if away is None or home is None else f"{away}\N{EN DASH}{home}",
        "video": videos.href(row["period"], row["clock_seconds"]),
    }
