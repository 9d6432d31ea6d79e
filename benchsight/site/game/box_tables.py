"""Tables of the box score."""

from dataclasses import dataclass

from benchsight.site.game.choices import situation_words
from benchsight.site.play_words import play_details, play_words
from benchsight.site.reads.game import Game, Side
from benchsight.site.video import Videos
from benchsight.web.cells import cell
from benchsight.web.reader import Row
from benchsight.web.tables import Column, Table

PLAYER, GOALIE, TEAM = "fact_player_game_stats", "fact_goalie_game_stats", "fact_team_game_stats"
SKATERS = (
    Column("player_name", "Skater", link="/players/{player_id}"),
    Column("player_number", "#", "0"),
    Column("position_code", "Pos"),
    Column("goals", "G", "0", PLAYER),
    Column("assists", "A", "0", PLAYER),
    Column("points", "P", "0", PLAYER),
    Column("plus_minus", "+/-", "+0", PLAYER),
    Column("sog", "SOG", "0", PLAYER),
    Column("shots", "Att", "0", PLAYER),
    Column("xg_for", "xG", "0.00", PLAYER),
    Column("toi_seconds", "TOI", "m:ss", PLAYER),
    Column("cf_pct", "CF%", "0.0%", PLAYER),
    Column("game_score", "GS", "0.00", PLAYER),
    Column("shift_count", "Shifts", "0", PLAYER, more=True),
    Column("hits", "Hits", "0", PLAYER, more=True),
    Column("blocks", "Blk", "0", PLAYER, more=True),
    Column("pim", "PIM", "0", PLAYER, more=True),
    Column("fo_wins", "FOW", "0", PLAYER, more=True),
    Column("fo_losses", "FOL", "0", PLAYER, more=True),
    Column("giveaways", "GvA", "0", PLAYER, more=True),
    Column("takeaways", "TkA", "0", PLAYER, more=True),
)
GOALIES = (
    Column("player_name", "Goalie", link="/players/{player_id}"),
    Column("team_name", "Team", link="/teams/{team_id}"),
    Column("player_number", "#", "0"),
    Column("shots_against", "SA", "0", GOALIE),
    Column("saves", "SV", "0", GOALIE),
    Column("goals_against", "GA", "0", GOALIE),
    Column("save_pct", "SV%", "0.0%", GOALIE),
    Column("xg_against", "xGA", "0.00", GOALIE),
    Column("goals_saved_above_expected", "GSAx", "+0.00", GOALIE),
    Column("toi_seconds", "TOI", "m:ss", GOALIE),
    Column("high_danger_shots_against", "HD SA", "0", GOALIE),
    Column("high_danger_saves", "HD SV", "0", GOALIE),
    Column("rebound_shots_against", "Reb SA", "0", GOALIE, more=True),
    Column("longest_save_streak", "Streak", "0", GOALIE, more=True),
)
GOALS = (
    Column("period_label", "Per"),
    Column("clock_seconds", "Clock", "m:ss"),
    Column("team_name", "Team", link="/teams/{team_id}"),
    Column("scorer_player_name", "Scorer", link="/players/{scorer_id}"),
    Column("assists_player_name", "Assists"),
    Column("strength_words", "Strength"),
    Column("score", "Score"),
    Column("xg", "xG", "0.00", "fact_goals"),
    Column("goalie_player_name", "Goalie", more=True),
)
PENALTIES = (
    Column("period_label", "Per"),
    Column("clock_seconds", "Clock", "m:ss"),
    Column("team_name", "Team", link="/teams/{team_id}"),
    Column("penalised_player_name", "Player", link="/players/{penalised_id}", note="why_nobody"),
    Column("infraction", "Infraction"),
    Column("minutes", "Min", "0", "fact_penalties"),
    Column("drawn_by_player_name", "Drawn by", link="/players/{drawn_by_id}"),
    Column("power_play_seconds", "PP time", "m:ss", "fact_penalties"),
    Column("power_play_goals", "PP goals", "0", "fact_penalties"),
)
SHOOTOUT = (
    Column("round", "#", "0"),
    Column("team_name", "Team"),
    Column("shooter_player_name", "Shooter", link="/players/{shooter_id}"),
    Column("goalie_player_name", "Goalie", link="/players/{goalie_id}"),
    Column("result", "Result"),
)
PER_CENT = "0.0%"
POWER_PLAY = ("power_play_goals", "power_play_opportunities")
# label, column, format
COMPARISON = (
    ("Shots on goal", "sog", "0"), ("Shot attempts", "shots", "0"), ("Expected goals", "xgf", "0.00"),
    ("High-danger chances", "high_danger_chances", "0"), ("Faceoffs won", "fo_wins", "0"),
    ("Penalty minutes", "pim", "0"), ("Hits", "hits", "0"), ("Blocks", "blocks", "0"), ("Giveaways", "giveaways", "0"),
    ("Takeaways", "takeaways", "0"), ("Passes completed, %", "pass_pct", PER_CENT),
    ("Zone entries", "zone_entries", "0"),
    ("Zone exits", "zone_exits", "0"),
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """A statistic of both sides, the visitors first; ``share`` is that of the visitors in per cent of both."""

    label: str
    column: str
    away: str
    home: str
    share: float | None


def skater_table(side: Side, rows: list[Row]) -> Table:
    """Return the skaters of a side."""
    return Table(
        f"skaters-{'home' if side.at_home else 'away'}", side.name, SKATERS,
        [row for row in rows if row["venue"] == side.venue],
        empty=f"{side.name}: no skater is known, neither from a roster nor from the tracking.",
    )  # fmt: skip


def goalie_table(game: Game, rows: list[Row]) -> Table:
    """Return the goalies of both sides, the visitors first."""
    found = [
        row | {"team_name": side.name, "team_id": side.team_id}
        for side in game.sides for row in rows if row["venue"] == side.venue
    ]  # fmt: skip
    return Table("goalies", "Goalies", GOALIES, found, empty="No goalie is known.", hide_caption=True)


def goal_table(game: Game, rows: list[Row], videos: Videos) -> Table:
    """Return the goals with the score after each."""
    found = []
    for row in rows:
        assists = [row[f"{role}_assist_player_name"] for role in ("primary", "secondary")]
        score = [row[f"{side.venue}_score"] for side in game.sides]
        found.append(row | {
            "assists_player_name": ", ".join(each for each in assists if each) or None,
            "strength_words": goal_strength(row, game.state == "complete"),
            "score": None if None in score else "\N{EN DASH}".join(map(str, score)),
            "video": videos.href(row["period"], row["clock_seconds"]),
        })  # fmt: skip
    watch = (Column("watch", "Video", address="video"),) if any(row["video"] for row in found) else ()
    return Table(
        "goals", "Goals", (*GOALS, *watch), [row | {"watch": "watch" if row["video"] else None} for row in found],
        empty="No goal is tracked.", hide_caption=True, unknown="none is noted",
    )  # fmt: skip


def goal_strength(row: Row, whole: bool) -> str | None:
    """Return how a goal was scored: strength, an empty net, a penalty shot, of a ``whole`` game also the winner."""
    notes = [situation_words(row["situation"])]
    notes += ["empty net"] if row["is_empty_net"] and "net" not in (notes[0] or "") else []
    notes += ["penalty shot"] if row["is_penalty_shot"] else []
    notes += ["game winner"] if row["is_game_winner"] and whole else []
    return ", ".join(note for note in notes if note) or None


def penalty_table(rows: list[Row]) -> Table:
    """Return the penalties."""
    found = []
    for row in rows:
        kind, what = play_words("Penalty", row["event_detail"]), play_details(row["event_detail_2"])
        same = what is None or (kind or "").lower().startswith(what)
        found.append(row | {
            "infraction": kind if same else f"{(what or '').capitalize()} ({(kind or 'penalty').lower()})",
            "why_nobody": "a penalty of the bench, or nobody is noted",
        })  # fmt: skip
    return Table(
        "penalties", "Penalties", PENALTIES, found, hide_caption=True, empty="No penalty is tracked.",
        unknown="no power play came of it, or not tracked",
    )  # fmt: skip


def shootout_table(rows: list[Row]) -> Table:
    """Return the attempts of the shootout."""
    found = [
        row | {"round": index, "result": "goal" if row["is_goal"] else "no goal"} for index, row in enumerate(rows, 1)
    ]
    return Table(
        "shootout",
        "Shootout",
        SHOOTOUT,
        found,
        hide_caption=True,
        empty="The attempts of the shootout are not tracked.",
    )


def comparison(game: Game, teams: dict[str, Row]) -> list[Compared]:
    """Return both sides beside each other; of power plays, goals and opportunities."""
    if len(teams) < 2:
        return []
    away, home = (teams[side.venue] for side in game.sides)
    plays = [
        Compared(
            label,
            column,
            cell(away[column], format),
            cell(home[column], format),
            None if format == PER_CENT else _share(away[column], home[column]),
        )
        for label, column, format in COMPARISON
    ]
    power_plays = ["{} of {}".format(*(cell(row[key], "0") for key in POWER_PLAY)) for row in (away, home)]
    return [*plays[:5], Compared("Power play goals", POWER_PLAY[0], power_plays[0], power_plays[1], None), *plays[5:]]


def _share(away: float | None, home: float | None) -> float | None:
    return None if away is None or home is None or not away + home else round(100 * float(away) / float(away + home), 1)
