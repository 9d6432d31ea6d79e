"""Peers: the statistics of skaters by game as wsba_hockey and chickenstats compute them, beside ours, on one season.

    python -m bench.peers --games 100 --keep DIR  # DIR: as bench.season, which may have simulated and loaded the league

The peers, from PyPI, are installed into an environment of their own in DIR/peers. They take play by play with the
players on the ice; bench/peers_run.py makes it of our plays and stints, in the columns they document. Their time is
that of the function that makes statistics of it. Ours is given twice: for the models that do the same work, from plays
and stints, and for the whole build, from staged rows. Memory: the peak of their process; of our server and client
together. Four numbers of each skater and game are compared, so that the same work is timed.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import click
import psycopg

from bench.season import Memory, Size, peak_memory, staged, timed_build
from bench.staged_league import embedded_settings
from benchsight.builds.plan import Request
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings

PEERS = {"wsba_hockey": "1.7.3", "chickenstats": "1.8.3"}
SAME_WORK = (
    "int_player_shifts",
    "int_stint_results",
    "int_skater_pairs",
    "int_skater_totals",
    "fact_player_game_stats",
)
COMPARED = ("goals", "sog", "toi_seconds", "corsi_for")

PLAYS = """
    select
        stints.game_id, stints.stint_number, 0 as play_number, 'change' as play, null as venue, stints.shift_key,
        stints.duration_seconds as seconds,
        null as player_1, null as player_2, null as player_3, null as zone,
        null::numeric as xg, null::integer as minutes
    from transform.int_stints as stints
    union all
    select
        shots.game_id, null, shots.event_number,
        case
            when shots.is_goal then 'goal'
            when shots.is_blocked_by_team_mate then 'blocked-by-mate'
            when shots.is_blocked then 'blocked-shot'
            when shots.is_on_goal then 'shot-on-goal'
            else 'missed-shot'
        end,
        shots.team_venue, shots.shift_key, 0,
        shots.shooter_id,
        case when shots.is_goal then goals.primary_assist_id else shots.blocker_id end,
        goals.secondary_assist_id, null, shots.xg, null
    from transform.int_shots as shots
    left join transform.int_goals as goals on shots.goal_event_key = goals.event_key
    where not shots.is_penalty_shot
    union all
    select
        events.game_id, null, events.event_number,
        case
            when events.event_type = 'Turnover' then lower(replace(events.event_detail, 'Turnover_', ''))
            else lower(events.event_type)
        end,
        events.team_venue, places.shift_key, 0,
        events.event_player_1_id, events.opp_player_1_id, null, events.event_team_zone, null, penalties.minutes
    from transform.int_events as events
    inner join transform.int_event_stints as places on events.event_key = places.event_key
    left join public.fact_penalties as penalties on events.event_key = penalties.event_key
    where events.event_type in ('Faceoff', 'Hit', 'Turnover', 'Penalty') and not events.is_shootout
"""
SLOTS = [
    f"{venue}_{slot}" for venue in ("home", "away") for slot in (*(f"player_{n}_id" for n in range(1, 7)), "goalie_id")
]
EXPORTS = {
    "plays": f"""
        select
            plays.*, stints.period, stints.strength, {", ".join(f"stints.{slot}" for slot in SLOTS)},
            games.home_team_id, games.away_team_id, games.game_date
        from ({PLAYS}) as plays
        inner join transform.int_stints as stints on plays.shift_key = stints.shift_key
        inner join transform.int_games as games on plays.game_id = games.game_id
        order by plays.game_id, stints.stint_number, plays.play_number
    """,
    "people": """
        select player_id, min(coalesce(position_code, 'F')) as position
        from transform.int_game_players group by player_id order by player_id
    """,
    "ours": """
        select
            game_id, player_id, toi_seconds, corsi_for,
            goals - penalty_shot_goals as goals, sog - penalty_shot_sog as sog
        from public.fact_player_game_stats where toi_seconds > 0 and not is_goalie
    """,
}


@click.command()
@click.option("--games", default=100, show_default=True, help="Games of the season.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
def main(games: int, keep: Path | None) -> None:
    """Measure the peers beside a build."""
    with tempfile.TemporaryDirectory(prefix="benchsight-peers-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        python = environment(work / "peers")
        server_url, _ = start_embedded(load_settings())
        try:
            os.environ["BENCHSIGHT_DATABASE_URL"] = url = staged(work, server_url, Size(games))
            memory = Memory()
            with peak_memory(memory):
                seconds, models = timed_build(Request(full_refresh=True))
            files = export(url, work / "peers" / f"season_{games}")
        finally:
            embedded_server(embedded_settings()).stop()
        click.echo(f"{games} games, load average {os.getloadavg()[0]:.1f}")
        taken = sum(took for name, took in models if name in SAME_WORK)
        click.echo(
            f"BenchSight, plays and stints to statistics: {taken:.1f} s ({len(SAME_WORK)} models of the build below)"
        )
        click.echo(
            f"BenchSight, staged rows to all tables: {seconds:.1f} s, "
            f"peak {(memory.server + memory.client) / 1e6:,.0f} MB"
        )
        for peer in PEERS:
            click.echo(shown(peer, run(python, peer, files)))


def environment(folder: Path) -> Path:
    """Return the Python of an environment that has the peers; what an earlier run installed is taken."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    wanted = [f"{name}=={version}" for name, version in PEERS.items()]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


def export(url: str, folder: Path) -> Path:
    """Write plays, people and our numbers as CSV files below ``folder``, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(url) as connection:
        for name, query in EXPORTS.items():
            with (
                (folder / f"{name}.csv").open("wb") as file,
                connection.cursor().copy(f"copy ({query}) to stdout (format csv, header)") as rows,
            ):
                for block in rows:
                    file.write(block)
    return folder


def run(python: Path, peer: str, files: Path) -> dict[str, float]:
    """Run a peer in a process of its own, and return what it measured."""
    script = Path(__file__).with_name("peers_run.py")
    outcome = subprocess.run([python, script, peer, files], capture_output=True, text=True, check=False)
    if outcome.returncode:
        sys.exit(f"{peer} failed:\n{outcome.stderr}")
    measured: dict[str, float] = json.loads(outcome.stdout.splitlines()[-1])
    return measured


def shown(peer: str, measured: dict[str, float]) -> str:
    """Return a line about a peer: its time and memory, and how many of its numbers are ours."""
    same = ", ".join(f"{name} {measured['same_' + name]:,.0f}" for name in COMPARED)
    return (
        f"{peer} {PEERS[peer]}: {measured['seconds']:.1f} s (and {measured['frame_seconds']:.1f} s for its input), "
        f"peak {measured['peak_mb']:,.0f} MB, {measured['rows']:,.0f} rows of {measured['columns']:.0f} columns; "
        f"of {measured['compared']:,.0f} skaters in a game as ours: {same}"
    )


if __name__ == "__main__":
    main()
