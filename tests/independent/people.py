"""Whose sweater number it is: the league's roster of the game, then the tracker's, else a placeholder."""

from typing import Any

import pandas as pd

from .exports import OTHER, ROLES, Exports
from .frames import as_column, records
from .league import LeagueRows
from .shootouts import turn
from .sweaters import owners_of

Owners = dict[tuple[int, str, int], str]
Teams = dict[int, dict[str, tuple[str | None, str | None]]]


class People:
    """Finds the player of a sweater number of one side of a game."""

    def __init__(self, league: LeagueRows, exports: Exports) -> None:
        """From the rosters of the league and of the trackers."""
        self.teams = teams_of(league, exports)
        self._owners = _owners(league, self.teams)

    def of(self, game_id: Any, venue: Any, jersey: Any) -> str | None:
        """Id of a player, a placeholder for a number on no roster; None where nothing is noted."""
        if venue not in OTHER or pd.isna(jersey):
            return None
        key = (int(game_id), venue, int(jersey))
        # 0 that no roster has is nobody
        return self._owners.get(key) or (f"U{key[0]}{venue[0]}{key[2]}" if key[2] else None)


def teams_of(league: LeagueRows, exports: Exports) -> Teams:
    """Id and name of home and away by game; the export says which is home where it has them the other way round."""
    tracked = {row["game_id"]: (row["home_team_name"], row["away_team_name"]) for _, row in exports.games.iterrows()}
    teams: Teams = {}
    for _, game in league.schedule.iterrows():
        home, away = [(game[f"{side}_team_id"], game[f"{side}_team_name"]) for side in OTHER]
        if tracked.get(game["game_id"]) == (away[1], home[1]):
            home, away = away, home
        teams[int(game["game_id"])] = {"home": home, "away": away}
    return teams


def _side(row: dict[str, Any], teams: dict[str, tuple[str | None, str | None]]) -> str | None:
    """The side of a roster row: the one of its team, whatever the roster says of home and away."""
    for part, value in enumerate((row["team_id"], row["team_name"])):
        for venue, team in teams.items():
            if pd.notna(value) and team[part] == value:
                return venue
        if pd.notna(value):
            break
    return row["team_venue"] if isinstance(row["team_venue"], str) else None


def _owners(league: LeagueRows, teams: Teams) -> Owners:
    rows = records(league.rosters)
    names = {row["player_id"]: row["player_name"] for row in records(league.players)}
    games: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        game = int(row["game_id"])
        games.setdefault(game, []).append(row | {"venue": _side(row, teams.get(game, {}))})
    return {
        (game, venue, number): player
        for game, listed in games.items()
        for (venue, number), player in owners_of(listed, names).items()
    }


def event_players(exports: Exports, people: People) -> pd.DataFrame:
    """One row per event, role and player: as the tracker lists them, else from the event's own columns."""
    events = exports.events
    listed = exports.players.merge(events[["key", "game_id", "venue", "other", "n"]], on="key")
    listed = listed.assign(venue=as_column((_listed_side(row) for row in records(listed)), listed))
    parts = [
        listed[["key", "game_id", "n", "side", "number", "venue", "jersey", "play_1", "play_2", "success", "x", "y"]]
    ]
    unlisted = events[~events["key"].isin(exports.players["key"])]
    for side, number, column in ROLES:
        rows = unlisted[unlisted[column].notna()]
        is_first = side == "event" and number == 1
        parts.append(
            pd.DataFrame(
                {
                    "key": rows["key"], "game_id": rows["game_id"], "n": rows["n"], "side": side, "number": number,
                    "venue": rows["venue"] if side == "event" else rows["other"], "jersey": rows[column],
                    "play_1": rows["play_1"] if is_first else None, "play_2": rows["play_2"] if is_first else None,
                    "success": None, "x": float("nan"), "y": float("nan"),
                }
            )
        )  # fmt: skip
    found = pd.concat([part.astype(object) for part in parts if len(part)], ignore_index=True)
    who = zip(found["game_id"], found["venue"], found["jersey"], strict=True)
    found = found.assign(player_id=as_column((people.of(*row) for row in who), found))
    return found[(found["jersey"] != 0) | found["player_id"].notna()]


def _listed_side(row: dict[str, Any]) -> str | None:
    """Event player 1 plays for the event's side; anybody else for the one the tracker notes, else that of his role."""
    noted = row["listed_venue"] if isinstance(row["listed_venue"], str) else None
    of_role = row["venue"] if row["side"] == "event" else row["other"]
    if row["side"] == "event" and row["number"] == 1 and isinstance(row["venue"], str):
        return str(row["venue"])
    return noted or of_role


def with_credits(events: pd.DataFrame, players: pd.DataFrame) -> pd.DataFrame:
    """Events with the players they are credited to: e1, e2, e3 and o1, who must play for the side of their role."""
    events = turn(events)
    joined = players.merge(events[["key", "venue", "other", "turned"]], on="key", suffixes=("", "_of_event"))
    swapped = joined["side"].map({"event": "opp", "opp": "event"})
    joined = joined.assign(side=swapped.where(joined["turned"], joined["side"]))
    of_role = joined["venue_of_event"].where(joined["side"] == "event", joined["other"])
    stands = (joined["venue"] == of_role) | ((joined["side"] == "event") & (joined["number"] == 1))
    joined = joined[stands & joined["player_id"].notna()]
    for name, side, number in (
        ("e1", "event", 1),
        ("e2", "event", 2),
        ("e3", "event", 3),
        ("o1", "opp", 1),
        ("o2", "opp", 2),
    ):
        rows = joined[(joined["side"] == side) & (joined["number"] == number)]
        events = events.assign(**{name: events["key"].map(rows.groupby("key")["player_id"].min())})
    return events
