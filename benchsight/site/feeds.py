"""Calendar (RFC 5545), feed (RFC 4287), sitemap and robots.txt."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405 # written, never parsed

from benchsight.errors import require_extra
from benchsight.site.reads.results import Game
from benchsight.web.settings import WebSettings

ATOM, SITEMAP = "http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9"
LENGTH = timedelta(hours=1, minutes=15)  # of a game, in calendars
FOREVER = datetime(1970, 1, 1, tzinfo=UTC)  # when an empty feed changed last


def calendar(games: Iterable[Game], settings: WebSettings, team: str | None = None) -> bytes:
    """Return games as iCalendar, in the league's time zone; without one they have the local time of who reads it."""
    require_extra("api", "icalendar", "calendars need icalendar")
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//BenchSight//BenchSight//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", settings.title if team is None else f"{team} · {settings.title}")
    for game in games:
        event = Event()
        event.add("uid", f"game-{game.id}@benchsight")
        event.add("dtstamp", datetime.combine(game.date, time(), UTC))
        event.add("summary", game.title)
        if game.time is None:
            event.add("dtstart", game.date)
        else:
            begins = game.begins(settings.zone).replace(tzinfo=settings.zone)
            event.add("dtstart", begins)
            event.add("dtend", begins + LENGTH)
        if settings.url is not None:
            event.add("url", f"{settings.url}{_page(game, settings)}")
        made.add_component(event)
    if settings.zone is not None:
        made.add_missing_timezones()
    written: bytes = made.to_ical()
    return written


def atom(games: list[Game], settings: WebSettings) -> bytes:
    """Return results as an Atom feed; its links are absolute only if the site's address is known."""
    feed = Element("feed", xmlns=ATOM)
    base = settings.url or ""
    SubElement(feed, "id").text = f"{base}/results.atom" if base else "urn:benchsight:results"
    SubElement(feed, "title").text = f"Results · {settings.title}"
    SubElement(feed, "updated").text = _moment(games[0].begins(settings.zone) if games else FOREVER)
    SubElement(SubElement(feed, "author"), "name").text = settings.title
    SubElement(feed, "link", rel="alternate", type="text/html", href=f"{base}/")
    for game in games:
        entry = SubElement(feed, "entry")
        SubElement(entry, "id").text = f"{base}/games/{game.id}" if base else f"urn:benchsight:game:{game.id}"
        SubElement(entry, "title").text = game.title
        SubElement(entry, "updated").text = _moment(game.begins(settings.zone))
        SubElement(entry, "link", rel="alternate", type="text/html", href=f"{base}/games/{game.id}")
        SubElement(entry, "summary").text = f"{game.date.isoformat()}: {game.title}"
    return _xml(feed)


def sitemap(places: Iterable[str]) -> bytes:
    """Return a sitemap of absolute addresses."""
    root = Element("urlset", xmlns=SITEMAP)
    for place in places:
        SubElement(SubElement(root, "url"), "loc").text = place
    return _xml(root)


def robots(settings: WebSettings) -> str:
    """Return robots.txt: nothing may be read, or the league's pages."""
    if not settings.indexed:
        return "User-agent: *\nDisallow: /\n"
    where = f"Sitemap: {settings.url}/sitemap.xml\n" if settings.url is not None else ""
    return f"User-agent: *\nDisallow: /admin\nDisallow: /api\n{where}"


def _page(game: Game, settings: WebSettings) -> str:
    return f"/games/{game.id}{'.html' if settings.is_static else ''}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: Element) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"
