"""Two databases with the whole schema: the local one, and the cloud, reached in either way."""

from collections.abc import Callable
from typing import Any

import psycopg

from benchsight.sync.input.run import Direction, InputSync, InputSynced
from benchsight.sync.input.side import DatabaseSide, Side

GAME = 7
CONTENT = """
    select table_name, key, cast(content as text) from ops.sync_rows(%s) order by 1, 2
"""


class LossySide(DatabaseSide):
    """A side over a connection that is lost at a given call: before the work, or after it was committed."""

    def __init__(self, connection: psycopg.Connection, lost_at: int | None = None, is_done: bool = False) -> None:
        super().__init__(self._work)
        self._connection, self._left, self._is_done = connection, lost_at, is_done

    def _work(self, work: Callable[[psycopg.Connection], Any]) -> Any:
        if self._left == 0:
            if self._is_done:
                work(self._connection)
            raise psycopg.OperationalError("the connection was lost")
        if self._left is not None:
            self._left -= 1
        return work(self._connection)


class Tiers:
    """The local database and the cloud, with one game to write."""

    def __init__(self, local: psycopg.Connection, cloud: psycopg.Connection, game: int = GAME) -> None:
        self.local, self.cloud, self.game = local, cloud, game
        self.remote: Side = LossySide(cloud)

    def sync(self, direction: Direction, remote: Side | None = None, full: bool = False) -> InputSynced:
        """Synchronise everything in a direction."""
        return InputSync(self.local, remote or self.remote, "tester").run(direction, full=full)

    def settle(self) -> None:
        """Push, pull, and push what a merge left."""
        self.sync("push")
        self.sync("pull")
        self.sync("push")

    def put(self, side: str, index: int, value: str, players: int = 0) -> None:
        """Write an event, and give it players."""
        connection = self.local if side == "local" else self.cloud
        key = f"E{self.game}{index:05d}"
        connection.execute(
            "insert into staging_events (event_key, game_id, event_index, event_type, raw) values"
            " (%(key)s, %(game)s, %(index)s, %(value)s, jsonb_build_object('v', %(raw)s::text, 'n', 1.50))"
            " on conflict (event_key) do update set event_type = excluded.event_type, raw = excluded.raw",
            {"key": key, "game": self.game, "index": index, "value": value, "raw": value},
        )
        for row in range(1, players + 1):
            connection.execute(
                "insert into staging_event_players (event_key, player_row, game_id, role_side, player_name)"
                " values (%s, %s, %s, 'event', %s) on conflict (event_key, player_row)"
                " do update set player_name = excluded.player_name",
                (key, row, self.game, value),
            )

    def delete(self, side: str, index: int) -> None:
        """Delete an event and its players."""
        connection = self.local if side == "local" else self.cloud
        connection.execute("delete from staging_events where event_key = %s", (f"E{self.game}{index:05d}",))

    def rows(self, side: str, subject: str | None = None) -> list[tuple[Any, ...]]:
        """Return what is staged of the game on a side, as it is compared."""
        connection = self.local if side == "local" else self.cloud
        return connection.execute(CONTENT, (subject or str(self.game),)).fetchall()

    def events(self, side: str) -> dict[int, str]:
        """Return index to type of the game's events."""
        connection = self.local if side == "local" else self.cloud
        query = "select event_index, event_type from staging_events where game_id = %s"
        return dict(connection.execute(query, (self.game,)).fetchall())
