"""Synchronisation: games pushed in a second against a bare COPY, a second push, and 100 kills with kill -9.

    python -m bench.sync                       # 1,000 games, 100 kills
    python -m bench.sync --games 100 --kills 0

The bare COPY moves the same rows and columns, table by table, into a third database with the same schema, so with its
keys and triggers. It starts a server of its own, and ends with 1 if a killed synchronisation lost or doubled anything.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg
from psycopg import sql

from bench.staged_league import embedded_settings, new_database
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings
from benchsight.sync.exchange import push
from benchsight.sync.input.bulk import read_tables
from benchsight.sync.settings import CloudSettings
from tests.benchsight.sync.kills import kill_over_and_over

EVENTS, SHIFTS, ROSTER = 350, 120, 40
FILL = """
    insert into staging_schedule (game_id, season_id, game_date, home_goals, away_goals)
    select g, 's' || g / 100, date '2025-10-01' + g / 10, g %% 6, g %% 5 from generate_series(1, %(games)s) as g;
    insert into staging_game_rosters (roster_key, source_kind, game_id, team_venue, player_number, player_id,
        player_name)
    select
        'R' || g || case when i %% 2 = 0 then 'h' else 'a' end || 'league:p' || i, 'league', g,
        case when i %% 2 = 0 then 'home' else 'away' end, i, 'p' || i, 'Player ' || i
    from generate_series(1, %(games)s) as g, generate_series(1, %(roster)s) as i;
    insert into staging_events (
        event_key, game_id, event_index, period, event_start_seconds, event_type, event_detail, event_team,
        event_team_player_1, opp_team_player_1, puck_x, puck_y, event_order, content_hash, source_file, raw
    )
    select
        'E' || g || lpad(i::text, 5, '0'), g, i, 1 + i / 120, 1200 - (i * 10) %% 1200, 'Shot', 'Shot_OnNetSaved',
        'home',
        i %% 20, i %% 19, (i %% 100) - 50, (i %% 40) - 20, i, md5(g || '/' || i), g || '.json',
        jsonb_build_object('idx', i, 'type', 'Shot', 'time', i * 10, 'players', jsonb_build_array(i %% 20, i %% 19))
    from generate_series(1, %(games)s) as g, generate_series(1, %(events)s) as i;
    insert into staging_event_players (
        event_key, player_row, game_id, player_role, role_side, player_number, content_hash
    )
    select event_key, p, game_id, 'event_player_' || p, 'event', event_index + p, content_hash
    from staging_events, generate_series(1, 2) as p;
    insert into staging_shifts (shift_key, game_id, shift_index, period, shift_start_seconds, shift_end_seconds, home_1)
    select 'S' || g || lpad(i::text, 5, '0'), g, i, 1 + i / 45, 1200 - (i * 25) %% 1200, 1175 - (i * 25) %% 1175,
        i %% 20
    from generate_series(1, %(games)s) as g, generate_series(1, %(shifts)s) as i;
"""


@click.command()
@click.option("--games", default=1000, show_default=True, help="Games to push.")
@click.option("--kills", default=100, show_default=True, help="Processes to kill.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
@click.pass_context
def main(ctx: click.Context, games: int, kills: int, seed: int) -> None:
    """Measure pushes, then kill synchronisations."""
    with tempfile.TemporaryDirectory(prefix="benchsight-sync-") as temporary:
        os.environ["BENCHSIGHT_HOME"] = str(Path(temporary) / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            measure(server_url, games)
            wrong = kill(server_url, kills, seed) if kills else []
        finally:
            embedded_server(embedded_settings()).stop()
    if wrong:
        ctx.exit(1)


def measure(server_url: str, games: int) -> None:
    """Print how long a bare COPY, a push, a push of nothing, and a push after one event take."""
    urls = {name: new_database(server_url, f"sync_{name}") or "" for name in ("bare", "cloud", "local")}
    with psycopg.connect(urls["local"]) as local:
        parameters = {"games": games, "events": EVENTS, "shifts": SHIFTS, "roster": ROSTER}
        psycopg.ClientCursor(local).execute(FILL.encode(), parameters)
        local.commit()
        local.autocommit = True
        local.execute("vacuum analyze")
    os.environ["BENCHSIGHT_DATABASE_URL"] = urls["local"]
    settings = CloudSettings(urls["cloud"])
    with clocked("bare COPY", games) as bare:
        rows = copy_all(urls["local"], urls["bare"])
    with clocked("push", games) as pushed:
        done = push(settings=settings)
    assert done.input.rows == rows, (done.input.rows, rows)
    click.echo(f"{rows:,} rows; push has {bare[0] / pushed[0]:.2f} of the rate of a bare COPY")
    with clocked("push of nothing", games):
        assert not push(settings=settings).input.sent
    with psycopg.connect(urls["local"]) as local:
        local.execute("update staging_events set event_type = 'Goal' where event_key = 'E100001'")
    with clocked("push after one event", games):
        assert push(settings=settings).input.sent == ["1"]


@contextmanager
def clocked(what: str, games: int) -> Iterator[list[float]]:
    """Print and yield the seconds of what is done inside."""
    seconds: list[float] = []
    start = time.monotonic()
    yield seconds
    seconds.append(time.monotonic() - start)
    click.echo(f"{what:<22}{seconds[0]:8.2f} s  {games / seconds[0]:8.0f} games/s")


def copy_all(source_url: str, target_url: str) -> int:
    """Copy every staged row of games, table by table, in one transaction; return how many."""
    rows = 0
    with psycopg.connect(source_url) as source, psycopg.connect(target_url) as target:
        for table in read_tables(source):
            names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
            out = sql.SQL("copy (select {} from {}) to stdout").format(names, table.identifier)
            into = sql.SQL("copy {} ({}) from stdin").format(table.identifier, names)
            with target.cursor() as cursor:
                with source.cursor().copy(out) as blocks, cursor.copy(into) as there:
                    for block in blocks:
                        there.write(block)
                rows += cursor.rowcount
    return rows


def kill(server_url: str, kills: int, seed: int) -> list[str]:
    """Kill synchronisations; print and return what they lost or doubled."""
    local, cloud = (new_database(server_url, f"sync_kills_{side}") or "" for side in ("local", "cloud"))
    wrong = kill_over_and_over(local, cloud, kills, seed)
    click.echo(f"{kills} killed: {len(wrong) or 'nothing'} lost or doubled")
    for line in wrong:
        click.echo(f"  {line}")
    return wrong


if __name__ == "__main__":
    main()
