"""Who was on the ice when."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchsight.site.game.choices import chosen_number
from benchsight.site.game.shift_chart import shift_chart, stint_words
from benchsight.site.reads import game_shifts
from benchsight.site.reads.game import Game
from benchsight.site.reads.game_box import read_goals, read_penalties
from benchsight.site.reads.game_shifts import read_ice_time, read_on_ice, read_stays, read_stints
from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader
from benchsight.web.tables import Column, Table

TABLES = (*game_shifts.TABLES, "fact_player_game_stats")
PLAYER = "fact_player_game_stats"
COLUMNS = (
    Column("player_name", "Player", link="/players/{player_id}"),
    Column("team_name", "Team"),
    Column("shift_count", "Shifts", "0", PLAYER),
    Column("toi_seconds", "TOI", "m:ss", PLAYER),
    Column("average_seconds", "Average", "m:ss"),
    Column("longest_seconds", "Longest", "m:ss"),
    Column("toi_power_play_seconds", "PP", "m:ss", PLAYER),
    Column("toi_short_handed_seconds", "SH", "m:ss", PLAYER),
)
NONE = "No shifts of this game are tracked: nobody knows who was on the ice when."


def read_shifts_page(
    reader: PageReader, game: Game, query: Mapping[str, str]
) -> tuple[Mapping[str, Any], Sequence[Table]]:
    """Return the chart, the interval of the address (default: the first) with who was on, and time on ice."""
    stints, stays = read_stints(reader, game), read_stays(reader, game)
    times = read_ice_time(reader, game, stays)
    table = Table("ice-time", "Time on ice", COLUMNS, times, empty=NONE, hide_caption=True)
    if not stints:
        return {"chart": None, "ice_time": table, "no_shifts": NONE}, [table]
    at = chosen_number(query, "at") or 1
    if not 1 <= at <= len(stints):
        raise NotFound(f"there is no interval {at}: the game has {len(stints)}")
    goals, penalties = read_goals(reader, game), read_penalties(reader, game)
    chart = shift_chart(game, stays, stints, goals, penalties)
    chosen = stints[at - 1]
    on_ice = read_on_ice(reader, game, chosen["shift_key"])
    sets = [(side, on_ice[side.venue], chosen[f"{side.venue}_cf"]) for side in game.sides]
    context = {
        "chart": chart, "ice_time": table, "at": at, "count": len(stints), "chosen": chosen, "sets": sets,
        "words": stint_words(game, chosen),
    }  # fmt: skip
    return context, [table]
