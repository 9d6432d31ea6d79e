"""Odd but possible input: what people, trackers and spreadsheets leave out, repeat, mistype or mix up.

Done to staged games. What is true afterwards nobody knows, so no number can be compared. What must hold: the game is
built, and no test of the data takes it for a fault of ours.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

KEYS = {
    "staging_events": "event_key",
    "staging_shifts": "shift_key",
    "staging_event_players": "event_key",
    "staging_game_rosters": "roster_key",
    "staging_official_player_games": "official_key",
    "staging_schedule": "game_id",
}
COLUMNS = (
    "event_team", "event_team_player_1", "event_team_player_2", "opp_team_player_1", "period", "event_start_seconds",
    "event_detail", "event_detail_2", "event_type", "event_team_zone", "shift_index", "linked_event_index",
    "event_order",
)  # fmt: skip
SLOTS = ("home_1", "home_3", "home_5", "away_2", "away_4", "home_goalie", "away_goalie")
COPIED_INDEX = 20_000  # of a copy, above that of the original


@dataclass(frozen=True)
class Oddity:
    """What is done to some rows of a game: ``share`` of a thousand, picked by their keys.

    ``action`` is a whole statement on the table ``t``, with ``{picked}`` for the condition; ``{column}`` and ``{slot}``
    are drawn. Parameters: game, share, salt (which rows), number (0 to 99).
    """

    action: str
    share: int = 1000

    def apply(self, cursor: "psycopg.Cursor[Any]", game: int, chosen: random.Random) -> None:
        """Do it."""
        picked = "t.game_id = %(game)s and abs(hashtext(cast({key} as text) || %(salt)s)) %% 1000 < %(share)s"
        table = next(name for name in KEYS if f"public.{name} as t" in self.action)
        statement = self.action.format(
            picked=picked.format(key=f"t.{KEYS[table]}"), column=chosen.choice(COLUMNS), slot=chosen.choice(SLOTS)
        )
        values = {"game": game, "share": self.share, "salt": str(chosen.random()), "number": chosen.randint(0, 99)}
        cursor.execute(statement.encode(), values)


def oddities_of(seed: int, most: int = 6) -> list[str]:
    """Names of the oddities that a game of this seed gets."""
    chosen = random.Random(seed)
    return sorted(chosen.sample(sorted(ODDITIES), chosen.randint(1, most)))


def make_odd(connection: psycopg.Connection[Any], game: int, seed: int) -> list[str]:
    """Change a staged game as the seed says; the names of what was done to it."""
    names = oddities_of(seed)
    with connection.transaction(), connection.cursor() as cursor:
        for name in names:
            ODDITIES[name].apply(cursor, game, random.Random(f"{seed} {name}"))
    return names


def _set(table: str, assignment: str, share: int = 1000) -> Oddity:
    return Oddity(f"update public.{table} as t set {assignment} where {{picked}}", share)


def _event(assignment: str, share: int = 1000) -> Oddity:
    return _set("staging_events", assignment, share)


def _stint(assignment: str, share: int = 1000) -> Oddity:
    return _set("staging_shifts", assignment, share)


def _roster(assignment: str, share: int = 300) -> Oddity:
    return _set("staging_game_rosters", assignment, share)


def _schedule(assignment: str) -> Oddity:
    return _set("staging_schedule", assignment)


def _without(table: str, share: int = 1000, also: str = "true") -> Oddity:
    return Oddity(f"delete from public.{table} as t where {{picked}} and {also}", share)


def _copied(table: str, name: str, share: int, changes: Mapping[str, str]) -> Oddity:
    """Some rows a second time, under an index of their own."""
    key, index = f"{name}_key", f"{name}_index"
    own = {
        index: f"t.{index} + {COPIED_INDEX}",
        key: f"'{name[0].upper()}' || t.game_id || lpad(cast(t.{index} + {COPIED_INDEX} as text), 5, '0')",
        **changes,
    }
    values = ", ".join(f"'{column}', {value}" for column, value in own.items())
    return Oddity(
        f"insert into public.{table} select (jsonb_populate_record(t, jsonb_build_object({values}))).*"
        f" from public.{table} as t where {{picked}} and t.{index} < {COPIED_INDEX} on conflict do nothing",
        share,
    )


def _another(column: str, share: int) -> Oddity:
    """Some players of the roster get what another one of the game has."""
    return _roster(
        f"{column} = (select k.{column} from public.staging_game_rosters as k"
        f" where k.game_id = %(game)s and k.{column} is not null"
        " order by md5(k.roster_key || t.roster_key || %(salt)s) limit 1)",
        share,
    )


OF_A_TYPE = """t.event_type = (
    select k.event_type from public.staging_events as k where k.game_id = %(game)s and k.event_type is not null
    group by k.event_type order by md5(k.event_type || %(salt)s) limit 1
)"""
OF_ANOTHER = """
    update public.staging_events as t set event_type = k.event_type, event_detail = k.event_detail
    from (
        select event_type, event_detail, row_number() over (order by md5(event_key || %(salt)s)) as n
        from public.staging_events where game_id = %(game)s
    ) as k
    where {picked} and k.n = 1 + abs(hashtext(t.event_key || 'k')) %% 200
"""
PENALTY_SHOT = "case event_type when 'Goal' then 'Goal_PenaltyShot' else 'PenaltyShot_Saved' end"
LOOSE = "greatest(0, event_start_seconds + abs(hashtext(event_key)) %% 9 - 4)"

ODDITIES: Mapping[str, Oddity] = {
    # what is missing
    "few_cells_of_a_column": _event("{column} = null", 30),
    "many_cells_of_a_column": _event("{column} = null", 300),
    "no_column": _event("{column} = null"),
    "no_events_of_a_type": _without("staging_events", also=OF_A_TYPE),
    "few_events_of_a_type": _without("staging_events", 600, OF_A_TYPE),
    "no_twins_of_goals": _without("staging_events", also="t.event_type = 'Shot' and t.event_detail ilike '%%goal%%'"),
    "few_twins_of_goals": _without("staging_events", 500, "t.event_type = 'Shot' and t.event_detail ilike '%%goal%%'"),
    "some_events_missing": _without("staging_events", 200),
    "some_stints_missing": _without("staging_shifts", 100),
    "no_stints": _without("staging_shifts"),
    "no_events": _without("staging_events"),
    "no_rosters": _without("staging_game_rosters"),
    "no_schedule": _without("staging_schedule"),
    "no_official_players": _without("staging_official_player_games"),
    "some_official_players": _without("staging_official_player_games", 300),
    "some_event_players_missing": _without("staging_event_players", 200),
    "some_roster_rows_missing": _without("staging_game_rosters", 150),
    "no_roster_ids": _roster("player_id = case when player_number is null then player_id end"),
    "no_roster_numbers": _roster("player_number = case when player_id is null then player_number end"),
    "no_roster_names": _roster("player_name = null, team_name = null, team_id = null"),
    # what is mistyped or mixed up
    "mistyped_types": _event("event_type = event_type || 't'", 30),
    "mistyped_details": _event("event_detail = 'X' || event_detail", 30),
    "empty_codes": _event("event_type = '', event_detail = ''", 20),
    "codes_of_another_event": Oddity(OF_ANOTHER, 60),
    "other_sides": _event("event_team = case event_team when 'home' then 'away' else 'home' end", 40),
    "no_sides": _event("event_team = null"),
    "no_sides_of_players": _set("staging_event_players", "team_venue = null"),
    "other_players": _event("event_team_player_1 = %(number)s", 40),
    "other_opponents": _event("opp_team_player_1 = %(number)s", 40),
    "one_player_in_every_role": _event(
        "event_team_player_2 = event_team_player_1, opp_team_player_1 = event_team_player_1", 40
    ),
    "other_periods": _event("period = 1 + %(number)s %% 6", 20),
    "wild_clocks": _event("event_start_seconds = %(number)s * 13", 20),
    "loose_clocks": _event(f"event_start_seconds = {LOOSE}", 300),
    "whole_minutes": _event("event_start_seconds = event_start_seconds / 60 * 60"),
    "other_order": _event("event_order = event_order + %(number)s", 30),
    "linked_at_random": _event("linked_event_index = %(number)s, assist_to_goal_index = %(number)s", 50),
    "other_stint_numbers": _event("shift_index = %(number)s", 100),
    "other_zones": _event("event_team_zone = 'd'", 100),
    "penalties_everywhere": _event("event_type = 'Penalty', event_detail = 'Penalty_Minor'", 30),
    "goals_everywhere": _event("event_type = 'Goal', event_detail = 'Goal_Scored'", 15),
    "shots_everywhere": _event("event_type = 'Shot', event_detail = 'Shot_OnNetSaved'", 30),
    "saves_everywhere": _event("event_type = 'Save'", 30),
    "penalty_shots": _event(f"event_detail = {PENALTY_SHOT}", 15),
    "positions_anywhere": _event("puck_x = %(number)s * 2 - 100, puck_y = 42 - %(number)s", 100),
    "other_venues": _set("staging_event_players", "team_venue = 'home'", 60),
    "other_numbers": _set("staging_event_players", "player_number = %(number)s", 60),
    # what is there twice
    "copied_events": _copied("staging_events", "event", 50, {}),
    "copied_events_later": _copied("staging_events", "event", 50, {"event_order": "t.event_order + 40"}),
    "copied_stints": _copied("staging_shifts", "shift", 30, {}),
    "one_number_twice": _another("player_number", 100),
    "one_id_twice": _another("player_id", 100),
    "one_name_twice": _another("player_name", 200),
    "other_roster_venue": _roster("team_venue = 'home'", 100),
    # stints
    "empty_slots": _stint("{slot} = null", 300),
    "no_slot": _stint("{slot} = null"),
    "strangers_on_the_ice": _stint("{slot} = %(number)s", 100),
    "nobody_is_zero": _stint("{slot} = 0", 300),
    "one_skater_in_two_slots": _stint("home_2 = home_1, away_goalie = away_1", 40),
    "sixth_skaters": _stint("home_6 = %(number)s", 60),
    "goalies_as_skaters": _stint("home_1 = home_goalie, home_goalie = null", 50),
    "stints_turned": _stint("shift_start_seconds = shift_end_seconds, shift_end_seconds = shift_start_seconds", 30),
    "stints_of_no_time": _stint("shift_end_seconds = shift_start_seconds", 50),
    "stints_without_clock": _stint("shift_start_seconds = null", 40),
    "stints_too_long": _stint("shift_end_seconds = greatest(0, shift_end_seconds - 15)", 60),
    "stints_of_other_periods": _stint("period = 1 + %(number)s %% 5", 20),
    "goals_end_stints": _stint("shift_stop_type = 'Home Goal'", 50),
    # the league
    "no_score": _schedule("home_goals = null, away_goals = null, decided_in = null"),
    "other_score": _schedule("home_goals = %(number)s / 10, away_goals = 9 - %(number)s / 10"),
    "no_goals": _schedule("home_goals = 0, away_goals = 0"),
    "shootout": _schedule("decided_in = 'SO', home_goals = 3, away_goals = 2"),
    "overtime": _schedule("decided_in = 'OT', home_goals = 3, away_goals = 2"),
    "no_teams": _schedule("home_team_id = null, away_team_id = null, home_team_name = null"),
    "playoffs": _schedule("game_type = 'Playoffs'"),
    "unknown_game_type": _schedule("game_type = 'Friendly?'"),
    "no_season": _schedule("season_id = null, season = null"),
    "other_official_numbers": _set(
        "staging_official_player_games", "goals = goals + 1, saves = null, plus_minus = 5", 200
    ),
}
