"""A game while it is tracked: score, clock, people on the ice, plays, penalties that run."""

import re
from dataclasses import dataclass
from typing import Any

from benchsight.site.reads.penalty_clock import Goal, Penalty, Running, running
from benchsight.web.reader import PageReader, Row

MOST_GAMES, MOST_PLAYS = 8, 60
# Written by a tracker of late, not loaded from a file.
TRACKED = """
    select status.game_id, status.is_ended, status.last_change_at
    from public.game_status as status
    where
        status.last_change_at > now() - interval '12 hours'
        and exists (
            select from public.staging_events as events
            where events.game_id = status.game_id and events.load_id is null
        )
"""
# The newest first. Reading one from live_box_score takes long enough to ask for no others.
GAMES = f"""{TRACKED}
    order by status.is_ended, status.last_change_at desc, status.game_id
    limit %(most)s
"""
IS_LIVE = f"select exists ({TRACKED} and status.game_id = %(game)s and not status.is_ended) as is_live"
SIDES = """
    select
        box.game_id, box.venue, box.team_id, box.team_name, box.goals, box.sog, box.shots, box.penalties, box.pim,
        box.skaters, box.period, box.clock, box.clock_seconds, box.is_ended, box.last_change_at, box.event_count,
        teams.color_1, teams.color_2, teams.color_3, teams.color_4
    from public.live_box_score as box
    left join public.dim_team as teams on box.team_id = teams.team_id
    where box.game_id = %(game)s
    order by box.venue
"""
ON_ICE = """
    select sides.venue, people.slot, people.player_number, people.player_id, people.player_name
    from public.live_shifts as shifts
    cross join lateral (
        values ('away', shifts.away_on_ice), ('home', shifts.home_on_ice)
    ) as sides (venue, on_ice)
    cross join lateral jsonb_to_recordset(sides.on_ice) as people (
        slot integer, player_number integer, player_id text, player_name text
    )
    where shifts.game_id = %(game)s and shifts.is_last
    order by sides.venue, people.slot
"""
PLAYS = """
    select
        event_key, event_number, event_type, event_detail, event_detail_2, period, clock, clock_seconds, venue,
        is_goal, is_shot_on_goal, is_shootout, penalty_minutes, home_score, away_score, player_id, player_number,
        player_name, opp_player_id, opp_player_number, opp_player_name
    from public.live_events
    where
        game_id = %(game)s
        and event_type in (
            'Goal', 'Shot', 'Penalty', 'Hit', 'Turnover', 'Faceoff', 'GameStart', 'Intermission', 'GameEnd'
        )
    order by event_number desc
"""
# What a penalty costs where the tracker noted no minutes, as the published numbers have it.
RULES = """
    select
        rules.event_detail, rules.minutes_from, coalesce(games.regulation_periods, 3) as regulation_periods,
        coalesce(games.period_length_seconds, 1200) as period_length_seconds, games.overtime_length_seconds,
        coalesce(games.minor_penalty_minutes, 2) as minor_penalty_minutes,
        coalesce(games.major_penalty_minutes, 5) as major_penalty_minutes,
        coalesce(games.misconduct_penalty_minutes, 10) as misconduct_penalty_minutes
    from transform.int_staged_games as games
    cross join transform.penalty_minutes as rules
    where games.game_id = %(game)s
"""
NAMES = {"GameStart": "The game begins", "Intermission": "Intermission", "GameEnd": "The game is over"}
CODES = {
    "Shot_Blocked": "shot blocked", "Turnover_Giveaway": "giveaway", "Turnover_Takeaway": "takeaway",
}  # fmt: skip


@dataclass(frozen=True)
class LiveGame:
    """A game as it is now; ``sides``, ``on_ice`` by venue. ``plays``: the newest first, with ``what`` they are."""

    id: int
    sides: dict[str, Row]
    on_ice: dict[str, list[Row]]
    plays: list[Row]
    running: list[Running]

    @property
    def now(self) -> Row:
        """What both sides share: period, clock, whether it has ended, its last change."""
        return self.sides["home"]


def read_live_games(reader: PageReader) -> list[list[Row]]:
    """Return both sides of each game that a tracker wrote to within 12 hours, those that run first."""
    ids = [row["game_id"] for row in reader.rows(GAMES, {"most": MOST_GAMES})]
    return [reader.rows(SIDES, {"game": game}) for game in ids]


def is_live(reader: PageReader, game: int) -> bool:
    """Return whether a tracker writes to a game."""
    return bool(reader.value(IS_LIVE, {"game": game}))


def read_live_game(reader: PageReader, game: int) -> LiveGame | None:
    """Return a game with staged events or shifts, None if there is none."""
    sides = {row["venue"]: row for row in reader.rows(SIDES, {"game": game})}
    if not sides:
        return None
    plays = reader.rows(PLAYS, {"game": game})
    shown = [{**play, "what": what(play)} for play in plays if _is_shown(play)]
    people = reader.rows(ON_ICE, {"game": game})
    on_ice = {venue: [row for row in people if row["venue"] == venue] for venue in ("away", "home")}
    return LiveGame(game, sides, on_ice, shown[:MOST_PLAYS], _running(reader, game, sides["home"], plays))


def what(play: Row) -> str:
    """Return what happened, in hockey's words."""
    kind, detail = play["event_type"], play["event_detail"] or ""
    if kind in NAMES:
        return NAMES[kind]
    if play["is_goal"]:
        return "Goal"
    if kind == "Penalty":
        return f"Penalty: {_words(play['event_detail_2'] or '') or 'reason not noted'}"
    if kind == "Shot" and detail not in CODES:
        return "Shot on goal" if play["is_shot_on_goal"] else "Shot missed"
    if kind == "Faceoff":
        return "Faceoff won"
    return (CODES.get(detail) or _words(detail) or kind).capitalize()


def _is_shown(play: Row) -> bool:
    """Return whether a play is in the feed; the shot of a goal is the goal."""
    return bool(play["is_goal"]) or (play["event_type"] != "Goal" and play["event_detail"] != "Shot_Goal")


def _words(code: str) -> str:
    """Return `cross checking` for Penalty_CrossChecking."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code.rpartition("_")[2]).lower()


def _running(reader: PageReader, game: int, now: Row, plays: list[Row]) -> list[Running]:
    rules = {row["event_detail"]: row for row in reader.rows(RULES, {"game": game})}
    if not rules or now["period"] is None or now["clock_seconds"] is None or now["is_ended"]:
        return []
    any_rule = next(iter(rules.values()))
    in_order = [play for play in reversed(plays) if None not in (play["period"], play["clock_seconds"], play["venue"])]
    goals = [
        Goal(_elapsed(any_rule, play), play["venue"])
        for play in in_order
        if play["is_goal"] and not play["is_shootout"]
    ]
    penalties = [
        Penalty(
            _elapsed(any_rule, play), play["venue"], 60 * minutes, _is_minor(rules, play),
            _counts(rules, play), play,
        )
        for play in in_order
        if play["event_type"] == "Penalty" and not play["is_shootout"] and (minutes := _minutes(rules, play))
    ]  # fmt: skip
    return running(penalties, goals, _elapsed(any_rule, now))


def _elapsed(rule: Row, moment: Row) -> int:
    """Return seconds since the start of the game."""
    regulation, length = rule["regulation_periods"], rule["period_length_seconds"]
    overtime = rule["overtime_length_seconds"] or length
    before = moment["period"] - 1
    own = length if before < regulation else overtime
    return int(
        min(before, regulation) * length + max(before - regulation, 0) * overtime + own - moment["clock_seconds"]
    )


def _minutes(rules: dict[Any, Row], play: Row) -> int:
    """Return the minutes that are served, 0 for a penalty shot."""
    rule = rules.get(play["event_detail"]) or next(iter(rules.values()))
    kind = rules[play["event_detail"]]["minutes_from"] if play["event_detail"] in rules else "minor"
    if kind in ("match", "none"):
        return int(rule["major_penalty_minutes"]) if kind == "match" else 0
    if play["penalty_minutes"] is not None:
        return int(play["penalty_minutes"])
    minor = int(rule["minor_penalty_minutes"])
    return {
        "double_minor": 2 * minor, "major": int(rule["major_penalty_minutes"]),
        "misconduct": int(rule["misconduct_penalty_minutes"]),
    }.get(kind, minor)  # fmt: skip


def _is_minor(rules: dict[Any, Row], play: Row) -> bool:
    kind = rules.get(play["event_detail"], {"minutes_from": "minor"})["minutes_from"]
    return kind in (
        "minor",
        "bench",
        "double_minor",
    )


def _counts(rules: dict[Any, Row], play: Row) -> bool:
    """Return whether the side plays with one skater less."""
    kind = rules.get(play["event_detail"], {"minutes_from": "minor"})["minutes_from"]
    return bool(kind != "misconduct" and play["event_detail"] != "Penalty_Offsetting")
