"""Who was on the ice when."""

from benchsight.site.reads.game import Game
from benchsight.web.reader import PageReader, Row

TABLES = ("fact_shifts", "fact_shifts_player", "fact_goals", "fact_penalties")

# Stints: between two changes of anybody.
STINTS = """
    select
        shift_key, stint_number, period, start_clock_seconds, end_clock_seconds, start_game_seconds, end_game_seconds,
        duration_seconds, strength, home_situation, shift_start_type, shift_stop_type, home_score, away_score, home_cf,
        away_cf
    from public.fact_shifts
    where game_id = %(game)s and end_game_seconds > start_game_seconds
    order by shift_index
"""
ON_ICE = """
    select distinct player_id, venue, is_goalie
    from public.fact_shifts_player
    where game_id = %(game)s and shift_key = %(shift)s
"""
# A shift: a stay on the ice until the bench or the end of the period, over all its stints.
STAYS = """
    select
        players.player_id, min(stints.start_game_seconds) as start_game_seconds,
        max(stints.end_game_seconds) as end_game_seconds
    from public.fact_shifts_player as players
    inner join public.fact_shifts as stints on players.shift_key = stints.shift_key and stints.game_id = %(game)s
    where players.game_id = %(game)s
    group by players.player_id, players.logical_shift_number, stints.period
    order by players.player_id, start_game_seconds
"""
PLAYERS = """
    select player_id, venue, is_goalie, shift_count, toi_seconds, toi_power_play_seconds, toi_short_handed_seconds,
        toi_seconds / nullif(shift_count, 0) as average_seconds
    from public.fact_player_game_stats
    where game_id = %(game)s and toi_seconds is not null
    order by venue, is_goalie, toi_seconds desc, player_id
"""

Stays = dict[str, list[tuple[int, int]]]


def read_stints(reader: PageReader, game: Game) -> list[Row]:
    """Return the stints of a game in order."""
    return reader.rows(STINTS, {"game": game.id})


def read_on_ice(reader: PageReader, game: Game, shift_key: str) -> dict[str, list[Row]]:
    """Return who was on the ice in a stint, by venue: skaters by number, then the goalie."""
    found: dict[str, list[Row]] = {"home": [], "away": []}
    on_ice = {row["player_id"]: row for row in reader.rows(ON_ICE, {"game": game.id, "shift": shift_key})}
    for player_id, person in game.people.all.items():
        if player_id in on_ice:
            row = on_ice.pop(player_id)
            found[row["venue"]].append(row | {"player_name": person.label})
    for row in on_ice.values():
        found[row["venue"]].append(row | {"player_name": None})
    return {venue: sorted(rows, key=lambda row: bool(row["is_goalie"])) for venue, rows in found.items()}


def read_stays(reader: PageReader, game: Game) -> Stays:
    """Return for each person when they were on the ice, in seconds of the game."""
    stays: Stays = {}
    for row in reader.rows(STAYS, {"game": game.id}):
        stays.setdefault(row["player_id"], []).append((row["start_game_seconds"], row["end_game_seconds"]))
    return stays


def read_ice_time(reader: PageReader, game: Game, stays: Stays) -> list[Row]:
    """Return shifts and time on ice of everybody who has any, with the longest of ``stays``."""
    longest = {player_id: max(end - start for start, end in found) for player_id, found in stays.items()}
    return [
        row | {
            "player_name": game.people.label(row["player_id"]), "longest_seconds": longest.get(row["player_id"]),
            "team_name": getattr(game.side(row["venue"]), "name", None),
        }
        for row in reader.rows(PLAYERS, {"game": game.id})
    ]  # fmt: skip
