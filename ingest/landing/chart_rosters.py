"""The players of a game by its rosters and schedule: sides by team, sweaters by id, positions by sweater."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ingest.database.session import Rows
from ingest.parsing.names import folded

LARGEST_SWEATER = 99
SIDES = ("home", "away")


def _by_side() -> dict[str, dict[Any, Any]]:
    return {side: {} for side in SIDES}


@dataclass
class Dressed:
    """The teams and players of one game, by side."""

    teams: dict[str, str] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    sweaters: dict[str, dict[str, int]] = field(default_factory=_by_side)
    positions: dict[str, dict[int, str]] = field(default_factory=_by_side)

    def side_of(self, team: str | None, player: str | None) -> str | None:
        """Return home or away for a side, a team's id, code or name, else for the player's place on the roster."""
        if team in SIDES:
            return team
        return self.teams.get(folded(team)) or self.sides.get(player or "")

    def sweater_of(self, side: str, number: int | None, player: str | None) -> int | None:
        """Return the sweater of the chart, else of the roster for the player's id, else an id that may be a sweater."""
        if number is not None and number <= LARGEST_SWEATER:
            return number
        for name in (player, None if number is None else str(number)):
            if name is not None and name in self.sweaters[side]:
                return self.sweaters[side][name]
        is_sweater = player is not None and player.isdigit() and int(player) <= LARGEST_SWEATER
        return int(player) if is_sweater and player is not None else None

    def note_position(self, side: str, sweater: int, position: str | None) -> None:
        """Keep the position of the chart, unless a roster has one."""
        if position is not None:
            self.positions[side].setdefault(sweater, position)

    def lists_goalie(self, side: str) -> bool:
        """Return whether a goalie is known on this side."""
        return any(position.upper().startswith("G") for position in self.positions[side].values())


def read_dressed(cursor: Rows, games: Iterable[int]) -> dict[int, Dressed]:
    """Return the staged teams and players of these games; a league's roster comes before a tracker's."""
    wanted = sorted(games)
    found = {game: Dressed() for game in wanted}
    for statement in (_ROSTERS, _TEAMS):
        cursor.execute(statement, {"games": wanted})
        for game, side, number, player, position, *names in cursor.fetchall():
            dressed = found[game]
            for name in names:
                if folded(name):
                    dressed.teams.setdefault(folded(name), side)
            if player is not None:
                dressed.sides.setdefault(player, side)
            if number is not None and player is not None:
                dressed.sweaters[side].setdefault(player, number)
            if number is not None and position:
                dressed.positions[side].setdefault(number, position)
    return found


_ROSTERS = """
    select game_id, team_venue, player_number, player_id, player_position, team_id, team_name
    from public.staging_game_rosters
    where game_id = any(%(games)s)
    order by case source_kind when 'league' then 1 else 2 end, roster_key
"""
_TEAMS = """
    with teams as (
        select s.game_id, t.side, t.team_id, t.team_name
        from public.staging_schedule as s
        cross join lateral (
            values ('home', s.home_team_id, s.home_team_name), ('away', s.away_team_id, s.away_team_name)
        ) as t (side, team_id, team_name)
        where s.game_id = any(%(games)s)
        union all
        select g.game_id, t.side, null, t.team_name
        from public.staging_games as g
        cross join lateral (values ('home', g.home_team_name), ('away', g.away_team_name)) as t (side, team_name)
        where g.game_id = any(%(games)s)
    )

    select
        g.game_id, g.side, cast(null as integer), cast(null as text), cast(null as text),
        g.team_id, g.team_name, t.team_code, t.long_team_name
    from teams as g
    left join public.staging_teams as t on g.team_id = t.team_id or (g.team_id is null and g.team_name = t.team_name)
"""
