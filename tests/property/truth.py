"""What the published tables must say of a simulated league, row by row, from the truth the simulator counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from benchsight.simulator import GameTruth, GoalieGame, League, OnIce, PlayerGame, SimulatedGame

from . import unknown

Key = tuple[Any, ...]
Row = dict[str, Any]
Table = dict[Key, Row]

COUNTS = (
    "power_play_goals", "shorthanded_goals", "game_winning_goals",
    "goals", "assists", "primary_assists", "secondary_assists", "shots", "sog", "shots_missed", "shots_blocked",
    "shots_blocked_by_team_mate", "blocks", "pim",
)  # fmt: skip
ICE_TIME = (
    "toi_seconds", "playing_toi_seconds", "toi_5v5_seconds", "toi_even_seconds", "toi_power_play_seconds",
    "toi_short_handed_seconds", "toi_empty_net_for_seconds", "toi_empty_net_against_seconds",
)  # fmt: skip
GOALIE_COLUMNS = ("venue", "team_id", "shots_against", "saves", "goals_against", "toi_seconds")
QUALITIES = ("giveaways_bad", "giveaways_neutral", "giveaways_good")
ON_ICE = {
    "gf": "on_ice_gf", "ga": "on_ice_ga", "cf": "corsi_for", "ca": "corsi_against",
    "ff": "fenwick_for", "fa": "fenwick_against",
}  # fmt: skip
ON_ICE_COUNTS = tuple(item.name for item in fields(OnIce))


@dataclass(frozen=True)
class Input:
    """Kinds of statistics that are NULL in a game whose tracking has no event of this type."""

    event_type: str
    columns: tuple[str, ...]


INPUTS = (
    Input("Pass", ("pass_attempts", "pass_completed")),
    Input("Faceoff", ("fo_wins", "fo_losses")),
    Input("Hit", ("hits",)),
    Input("Turnover", ("giveaways", "takeaways")),
    Input(
        "Zone_Entry_Exit",
        (
            "zone_entries", "zone_entries_controlled", "zone_entry_attempts", "zone_exits", "zone_exits_controlled",
            "zone_exit_attempts", "zone_keepins", "zone_keepin_attempts",
        ),
    ),
)  # fmt: skip


@dataclass
class Expected:
    """Rows by key of each published table."""

    players: Table = field(default_factory=dict)
    goalies: Table = field(default_factory=dict)
    teams: Table = field(default_factory=dict)
    h2h: Table = field(default_factory=dict)
    wowy: Table = field(default_factory=dict)


def expected_of(league: League) -> Expected:
    """The rows of all games of a league."""
    expected = Expected()
    for game in league.games:
        _add_game(expected, game)
    return expected


def _add_game(expected: Expected, game: SimulatedGame) -> None:
    truth, game_id = game.truth, game.game_id
    lacking = _lacking(game)
    renumbered = {player.player_id for player in game.second_sweaters}
    worn = _Sweaters(game)
    for player in truth.players:
        row = _player(player) | _official(game, player.player_id) | dict.fromkeys(lacking)
        row = unknown.of_player(row, game)
        if truth.periods_tracked is not None:
            del row["game_winning_goals"]
        if player.player_id in renumbered:
            del row["player_number"]
        expected.players |= worn.rows_of(player, row)
    for goalie in truth.goalies:
        if (goalie.toi_seconds and game.stints) or goalie.shots_against:
            expected.goalies[game_id, worn.name(goalie.player_id)] = _goalie(goalie, game)
    for team in truth.teams:
        row = _team(truth, team.team_id)
        if team.power_play_opportunities is None:
            del row["power_play_opportunities"]
        expected.teams[game_id, team.team_id] = unknown.of_team(row, game)
    if game.stints:
        expected.h2h.update((worn.names(key), unknown.of_pair(row, game)) for key, row in _h2h(truth))
        expected.wowy.update((worn.names(key), unknown.of_pair(row, game)) for key, row in _wowy(truth))


class _Sweaters:
    """Who goes by a borrowed sweater that no roster lists: what he did stays with it, and is given to nobody."""

    def __init__(self, game: SimulatedGame) -> None:
        self.game = game
        self.placeholders = {
            player.player_id: f"U{game.game_id}{'ha'[player.venue]}{player.jersey}" for player in game.borrowed_sweaters
        }

    def name(self, player_id: str) -> str:
        """The player, or the placeholder under which he is published."""
        return self.placeholders.get(player_id, player_id)

    def names(self, key: Key) -> Key:
        """Game and players of a pair."""
        return key[0], *(self.name(player_id) for player_id in key[1:])

    def rows_of(self, player: PlayerGame, row: Row) -> Table:
        """The row of a player; of who wore a borrowed sweater two, and in his own he is on the roster and no more."""
        own = (self.game.game_id, player.player_id)
        if player.player_id not in self.placeholders:
            return {own: row}
        of_person = [name for name in row if name.startswith("official_")]
        of_person += ["player_number", "position_code", "is_substitute"]
        done = {name: value for name, value in row.items() if name not in of_person}
        listed = {name: row[name] for name in ("venue", "team_id", *of_person)}
        return {(self.game.game_id, self.name(player.player_id)): done, own: listed}


def _goalie(goalie: GoalieGame, game: SimulatedGame) -> Row:
    """A goalie's row; who decided a game is known of one that was tracked to its end."""
    row = {name: getattr(goalie, name) for name in GOALIE_COLUMNS}
    if game.truth.periods_tracked is None:
        row |= {"decision": goalie.decision or None, "is_shutout": goalie.is_shutout}
        if goalie.decision == "L" and game.result.decided_in != "REG" and not game.is_playoff:
            row["decision"] = "OTL"
    return unknown.of_goalie(row, game)


def _lacking(game: SimulatedGame) -> list[str]:
    """Columns that are NULL since the game has no event of their kind."""
    tracked = {event.type for event in game.events}
    lacking = [column for needed in INPUTS if needed.event_type not in tracked for column in needed.columns]
    if not any(getattr(player, name) for player in game.truth.players for name in QUALITIES):
        lacking += QUALITIES
    return lacking


def _official(game: SimulatedGame, player_id: str) -> Row:
    line = None if player_id in game.not_on_league_roster else game.official[player_id]
    return {f"official_{name}": line and getattr(line, name) for name in ("goals", "assists", "pim")}


def _player(truth: PlayerGame) -> Row:
    row = {name: getattr(truth, name) for name in (*COUNTS, *ICE_TIME, *QUALITIES, "venue", "team_id", "player_number")}
    row |= {name: getattr(truth, name) for needed in INPUTS for name in needed.columns if hasattr(truth, name)}
    row |= {
        "position_code": truth.position,
        "is_substitute": truth.is_substitute,
        "points": truth.goals + truth.assists,
        "zone_entry_attempts": truth.zone_entries + truth.zone_entries_failed,
        "zone_exit_attempts": truth.zone_exits + truth.zone_exits_failed,
        "zone_keepin_attempts": truth.zone_keepins + truth.zone_keepins_failed,
        "penalties_taken": truth.penalties,
        "logical_shifts": truth.shift_count,
    }
    # a goalie has no plus-minus; a skater's minus and plus-minus tell his plus, that of a penalty shot included
    if truth.position == "G":
        row["plus_minus"] = None
    else:
        row |= {"plus_minus": truth.plus_minus, "minus_goals": truth.minus}
    row |= {column: getattr(truth.on_ice, name) for name, column in ON_ICE.items()}
    return row | {f"{name}_5v5": getattr(truth.on_ice_5v5, name) for name in ON_ICE_COUNTS}


def _team(truth: GameTruth, team_id: str) -> Row:
    one, other = sorted(truth.teams, key=lambda team: team.team_id != team_id)
    return {
        "venue": one.venue,
        "opponent_team_id": other.team_id,
        "official_goals": one.final_goals,
        "goals": one.goals,
        "goals_against": other.goals,
        "first_period_goals": one.goals_period_1,
        "second_period_goals": one.goals_period_2,
        "third_period_goals": one.goals_period_3,
        "overtime_goals": one.goals_overtime,
        "empty_net_goals": one.empty_net_goals,
        "power_play_goals": one.power_play_goals,
        "shorthanded_goals": one.shorthanded_goals,
        "power_play_opportunities": one.power_play_opportunities,
        "shots": one.shots,
        "unblocked_shots": one.unblocked_shots,
        "sog": one.sog,
        "sog_against": other.sog,
        "cf": one.shots,
        "ca": other.shots,
        "fo_wins": one.fo_wins,
        "pim": one.pim,
        "blocks": sum(row.blocks for row in truth.players if row.team_id == team_id),
        "saves": sum(row.saves for row in truth.goalies if row.team_id == team_id),
        "unattributed_goals": 0,
        "unattributed_shots": 0,
        "shots_without_save": 0,
        "toi_seconds": truth.seconds_played,
    }


def _h2h(truth: GameTruth) -> Iterator[tuple[Key, Row]]:
    goalies = {row.player_id for row in truth.players if row.position == "G"}
    for pair in truth.matchups:
        if pair.seconds and not {pair.player_id, pair.opponent_id} & goalies:
            counts = _counts(pair.on_ice)
            mirrored = {name: counts[name[:-1] + ("a" if name[-1] == "f" else "f")] for name in counts}
            yield (truth.game_id, pair.player_id, pair.opponent_id), {"toi_seconds": pair.seconds} | counts
            yield (truth.game_id, pair.opponent_id, pair.player_id), {"toi_seconds": pair.seconds} | mirrored


def _wowy(truth: GameTruth) -> Iterator[tuple[Key, Row]]:
    together = {frozenset((pair.player_id, pair.partner_id)): pair for pair in truth.pairs}
    skaters = [row for row in truth.players if row.position != "G" and row.toi_seconds]
    for player in skaters:
        for partner in skaters:
            if player.team_id == partner.team_id and player is not partner:
                pair = together.get(frozenset((player.player_id, partner.player_id)))
                shared = {"toi": pair.seconds, **_counts(pair.on_ice)} if pair else {}
                totals = {"toi": player.toi_seconds, **_counts(player.on_ice)}
                yield (truth.game_id, player.player_id, partner.player_id), _with_and_without(totals, shared)


def _with_and_without(totals: Mapping[str, int], shared: Mapping[str, int]) -> Row:
    row: Row = {}
    for name, total in totals.items():
        unit = "_seconds" if name == "toi" else ""
        row[f"{name}_with{unit}"] = shared.get(name, 0)
        row[f"{name}_without{unit}"] = total - shared.get(name, 0)
    return row


def _counts(on_ice: OnIce) -> dict[str, int]:
    return {name: getattr(on_ice, name) for name in ON_ICE_COUNTS}
