"""The shot attempts of a game: where they came from, filtered."""

from dataclasses import dataclass

from benchsight.site.reads.game import Game
from benchsight.site.video import Videos
from benchsight.web.reader import PageReader, Row

TABLES = ("fact_shots", "fact_events", "fact_video_times")

SHOTS = """
    select
        shots.event_key, shots.period, shots.clock_seconds, shots.venue, shots.shooter_id, shots.goalie_id,
        shots.blocker_id, shots.outcome, shots.is_goal, shots.is_on_goal, shots.shot_type, shots.is_rebound,
        shots.is_rush, shots.is_empty_net, shots.attack_x, shots.attack_y, round(shots.distance_feet) as distance_feet,
        shots.danger, shots.strength, shots.situation, shots.xg, events.event_team_zone as zone
    from public.fact_shots as shots
    left join public.fact_events as events on shots.event_key = events.event_key and events.game_id = %(game)s
    where
        shots.game_id = %(game)s
        and (cast(%(period)s as integer) is null or shots.period = %(period)s)
        and (cast(%(strength)s as text) is null or shots.situation = %(strength)s)
        and (cast(%(player)s as text) is null or shots.shooter_id = %(player)s)
        and (cast(%(venue)s as text) is null or shots.venue = %(venue)s)
    order by shots.event_number
"""
OUTCOMES = {"blocked_by_team_mate": "blocked by a team mate"}
ZONES = {"o": "offensive zone", "n": "neutral zone", "d": "defensive zone"}
SITUATIONS = {
    "even": "even strength", "power_play": "power play", "short_handed": "short-handed",
    "empty_net_for": "at an empty net", "empty_net_against": "own net empty",
}  # fmt: skip


@dataclass(frozen=True)
class ShotFilter:
    """What a reader asks for; ``strength`` is the situation of who shoots."""

    period: int | None = None
    venue: str | None = None
    player: str | None = None
    strength: str | None = None


def read_shots(reader: PageReader, game: Game, chosen: ShotFilter, videos: Videos) -> list[Row]:
    """Return the attempts that pass a filter, in order."""
    parameters = {
        "game": game.id, "period": chosen.period, "venue": chosen.venue, "player": chosen.player,
        "strength": chosen.strength,
    }  # fmt: skip
    return [_in_words(game, row, videos) for row in reader.rows(SHOTS, parameters)]


def by_place(game: Game, shots: list[Row], place: str, names: dict[str, str]) -> list[Row]:
    """Return attempts, shots on goal, goals and expected goals of each side by `zone` or `danger`.

    A blocked attempt has no expected goals; if any other has none, the sum is None.
    """
    rows = []
    for side in game.sides:
        for key in [*names, None]:
            found = [shot for shot in shots if shot["venue"] == side.venue and shot[place] == key]
            if found:
                xg = [shot["xg"] for shot in found if not shot["outcome"].startswith("blocked")]
                rows.append({
                    "team_name": side.name, "place": names[key] if key else None, "shots": len(found),
                    "sog": sum(bool(shot["is_on_goal"]) for shot in found),
                    "goals": sum(bool(shot["is_goal"]) for shot in found), "xg": None if None in xg else sum(xg),
                })  # fmt: skip
    return rows


def _in_words(game: Game, row: Row, videos: Videos) -> Row:
    period, side = game.period(row["period"]), game.side(row["venue"])
    return row | {
        "period_label": period.label if period else None,
        "team_name": side.name if side else None,
        "shooter_player_name": game.people.label(row["shooter_id"]),
        "outcome_words": OUTCOMES.get(row["outcome"], row["outcome"]),
        "situation_words": SITUATIONS.get(row["situation"], row["situation"]),
        "type_words": row["shot_type"].replace("_", " ") if row["shot_type"] else None,
        "video": videos.href(row["period"], row["clock_seconds"]),
    }
