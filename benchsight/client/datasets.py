"""One method per dataset of the API; a test compares them with the API's list."""

from collections.abc import Mapping
from typing import Any

from benchsight.client.rows import Rows, Value
from benchsight.client.transport import Transport


class Datasets:
    """Reads of published data. Keyword arguments of a dataset require values of its columns; None requires NULL."""

    _transport: Transport

    def datasets(self) -> list[dict[str, Any]]:
        """Return name, path, table and summary of each dataset."""
        found: list[dict[str, Any]] = self._transport.get_json("/api/v2/datasets")
        return found

    def tables(self) -> list[dict[str, Any]]:
        """Return name, description, key and columns of each published table."""
        found: list[dict[str, Any]] = self._transport.get_json("/api/v2/tables")
        return found

    def table(self, name: str, **equal: Value | None) -> Rows:
        """Any published table by name, such as ``fact_goals``."""
        return self._rows(f"tables/{name}", equal)

    def games(self, **equal: Value | None) -> Rows:
        """Scheduled and tracked games."""
        return self._rows("games", equal)

    def play_by_play(self, **equal: Value | None) -> Rows:
        """Events of games in order."""
        return self._rows("play-by-play", equal)

    def shots(self, **equal: Value | None) -> Rows:
        """Shots with location, danger and expected goals."""
        return self._rows("shots", equal)

    def shifts(self, **equal: Value | None) -> Rows:
        """Stints: players on the ice and what happened."""
        return self._rows("shifts", equal)

    def players(self, **equal: Value | None) -> Rows:
        """Players."""
        return self._rows("players", equal)

    def roster(self, **equal: Value | None) -> Rows:
        """Players of each team by season."""
        return self._rows("roster", equal)

    def player_games(self, **equal: Value | None) -> Rows:
        """Player statistics by game."""
        return self._rows("player-games", equal)

    def player_seasons(self, **equal: Value | None) -> Rows:
        """Player statistics by season."""
        return self._rows("player-seasons", equal)

    def goalies(self, **equal: Value | None) -> Rows:
        """Goalie statistics by game."""
        return self._rows("goalies", equal)

    def goalie_seasons(self, **equal: Value | None) -> Rows:
        """Goalie statistics by season."""
        return self._rows("goalie-seasons", equal)

    def teams(self, **equal: Value | None) -> Rows:
        """Teams."""
        return self._rows("teams", equal)

    def team_games(self, **equal: Value | None) -> Rows:
        """Team statistics by game."""
        return self._rows("team-games", equal)

    def team_seasons(self, **equal: Value | None) -> Rows:
        """Team statistics by season."""
        return self._rows("team-seasons", equal)

    def seasons(self, **equal: Value | None) -> Rows:
        """Seasons."""
        return self._rows("seasons", equal)

    def standings(self, **equal: Value | None) -> Rows:
        """Standings by season."""
        return self._rows("standings", equal)

    def leaders(self, **equal: Value | None) -> Rows:
        """Leaders by statistic."""
        return self._rows("leaders", equal)

    def h2h(self, **equal: Value | None) -> Rows:
        """Opposing players on the ice together, by game."""
        return self._rows("h2h", equal)

    def wowy(self, **equal: Value | None) -> Rows:
        """Players with and without a teammate, by game."""
        return self._rows("wowy", equal)

    def lines(self, **equal: Value | None) -> Rows:
        """Lines and pairs by game."""
        return self._rows("lines", equal)

    def catalogue(self, **equal: Value | None) -> Rows:
        """Statistics with definition, formula, unit and display format."""
        return self._rows("catalogue", equal)

    def metrics(self, **equal: Value | None) -> Rows:
        """Headline numbers for recent games, season and career."""
        return self._rows("metrics", equal)

    def box_score(self, game_id: int) -> dict[str, Any]:
        """Return the box score of a game: header, teams, periods, goals, skaters, goalies, shots on goal."""
        found: dict[str, Any] = self._transport.get_json(f"/api/v2/games/{game_id}/box-score")
        return found

    def _rows(self, name: str, equal: Mapping[str, Value | None]) -> Rows:
        return Rows(self._transport, f"/api/v2/{name}").equal(**equal)
