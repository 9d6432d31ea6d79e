"""What can be found: players, teams, games; one list for the page and for the index of the type-ahead."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from benchsight.web.reader import PageReader, Row

# letters that are no letter with an accent to Unicode
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"})
MOST_GAMES = 3000  # newest first
KINDS = ("team", "player", "game")
PLAYERS = """
    select
        people.player_id, people.player_name, people.position_code, latest.player_number, teams.team_name,
        teams.team_code
    from public.dim_player as people
    left join lateral (
        select games.player_number, games.team_id from public.fact_player_game_stats as games
        where games.player_id = people.player_id
        order by games.game_date desc nulls last, games.game_id desc
        limit 1
    ) as latest on true
    left join public.dim_team as teams on teams.team_id = coalesce(latest.team_id, people.current_team_id)
    where not people.is_placeholder
    order by people.player_name, people.player_id
"""
TEAMS = "select team_id, team_name, long_team_name, team_code from public.dim_team order by team_name"
GAMES = """
    select game_id, game_date, home_team_name, away_team_name, home_goals, away_goals, is_played
    from public.dim_schedule
    order by game_date desc nulls last, game_id desc
    limit %(most)s
"""


@dataclass(frozen=True)
class Entry:
    """Something to find: ``detail`` is shown beside its title, ``words`` are only searched."""

    kind: str
    title: str
    detail: str
    href: str
    words: str = ""

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The words to find it by, folded."""
        return tuple(fold(f"{self.title} {self.detail} {self.words}").replace("#", " ").split())


def fold(text: str) -> str:
    """Return text without accents and case, as `fold.js` does."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return plain.casefold().translate(LETTERS)


def read_entries(reader: PageReader) -> list[Entry]:
    """Return all that can be found; names are as the settings show them."""
    teams = [
        Entry("team", row["team_name"], row["team_code"] or "", f"/teams/{row['team_id']}", row["long_team_name"] or "")
        for row in reader.rows(TEAMS)
    ]
    players = []
    for row in reader.rows(PLAYERS):
        number = "" if row["player_number"] is None else f"#{row['player_number']}"
        detail = " · ".join(filter(None, [number, row["position_code"], row["team_name"]]))
        players.append(
            Entry("player", row["player_name"], detail, f"/players/{row['player_id']}", row["team_code"] or "")
        )
    games = []
    for row in reader.rows(GAMES, {"most": MOST_GAMES}):
        title = f"{row['away_team_name'] or '?'} at {row['home_team_name'] or '?'}"
        score = f" {row['away_goals']} : {row['home_goals']}" if row["is_played"] else ""
        day: date | None = row["game_date"]
        words = "" if day is None else f"{day:%B} {day.day} {day.year}"
        games.append(
            Entry("game", title + score, "" if day is None else day.isoformat(), f"/games/{row['game_id']}", words)
        )
    return [*teams, *players, *games]


def found(entries: Iterable[Entry], query: str, most: int) -> list[Entry]:
    """Return entries that have every word of the query, as `search.js` does.

    First those whose title begins with it, then those with words that begin so, then those with it inside of a word.
    A number or a single letter is only looked for at the beginning of words.
    """
    words = fold(query).replace("#", " ").split()
    if not words:
        return []
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry, words)) is not None]
    ranked.sort(key=lambda each: each[0])
    return [entry for _, entry in ranked[:most]]


def _rank(entry: Entry, words: list[str]) -> tuple[int, int] | None:
    """Return the place of an entry among the others, None if it lacks a word."""
    kind = KINDS.index(entry.kind)
    if all(any(part.startswith(word) for part in entry.parts) for word in words):
        return (0 if fold(entry.title).startswith(words[0]) else 1), kind
    is_inside = all(any(_has(part, word) for part in entry.parts) for word in words)
    return (2, kind) if is_inside else None


def _has(part: str, word: str) -> bool:
    return word in part if len(word) > 1 and word.isalpha() else part.startswith(word)


def matches(row: Row, find: str | None) -> bool:
    """Whether each word that is looked for occurs in a person's name, number or team."""
    text = fold(f"{row['player_name']} {row['player_number']} {row.get('team_name')}")
    return all(word in text for word in fold(find or "").split())
