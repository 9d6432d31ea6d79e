"""Links into videos at the second of a play."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from benchsight.site.reads.game import Game
from benchsight.web.reader import PageReader

VIDEOS = """
    select distinct on (period) period, url, period_offset_seconds
    from public.fact_video_times
    where game_id = %(game)s and period is not null and url is not null
    order by period, video_key
"""
YOUTUBE = ("youtube.com", "youtu.be")


@dataclass(frozen=True)
class Videos:
    """The video of each period: address and the second at which the period begins in it."""

    game: Game
    starts: dict[int, tuple[str, int]] = field(default_factory=dict)

    def href(self, period: int | None, clock_seconds: int | None) -> str | None:
        """Return the address of a moment in the video, None without one.

        It is early where the clock of the game stood: the video goes on.
        """
        found = self.game.period(period)
        if period not in self.starts or found is None or found.length is None or clock_seconds is None:
            return None
        url, offset = self.starts[period]
        return link_at(url, offset + found.length - clock_seconds)


def read_videos(reader: PageReader, game: Game) -> Videos:
    """Return the videos of a game."""
    rows = reader.rows(VIDEOS, {"game": game.id})
    return Videos(game, {row["period"]: (row["url"], row["period_offset_seconds"]) for row in rows})


def link_at(url: str, seconds: int) -> str | None:
    """Return a video's address that starts at a second; None if it is not an address of the web."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    seconds = max(seconds, 0)
    if parts.hostname.removeprefix("www.").removeprefix("m.") in YOUTUBE:
        query = [(key, value) for key, value in parse_qsl(parts.query) if key not in ("t", "start")]
        return urlunsplit(parts._replace(query=urlencode([*query, ("t", f"{seconds}s")])))
    return urlunsplit(parts._replace(fragment=f"t={seconds}"))
