"""A league of 20 games in a small project, of which 5 can be broken in 5 ways, each by what is staged of it."""

from pathlib import Path

import psycopg

from benchsight.builds.dbt.project import code_version
from benchsight.builds.known import read_known

from ..benchsight.builds.conftest import REPOSITORY, Site, copy_project

GAMES = range(1, 21)
BAD = {3: "a key twice", 7: "division by zero", 8: "no number", 14: "two rows for one", 20: "an identity"}
BREAK = {
    3: "update staging_events set event_start_seconds = 600 where game_id = 3 and event_index < 3",
    7: "update staging_events set event_end_seconds = 1 where game_id = 7 and event_index = 2",
    8: "update staging_events set play_detail1 = 'many' where game_id = 8 and event_index = 1",
    14: "update staging_events set event_detail = 'Only_Once' where game_id = 14",
    20: "update staging_events set event_type = 'Nobody' where game_id = 20 and event_index = 2",
}
MEND = {
    3: "update staging_events set event_start_seconds = null where game_id = 3",
    7: "update staging_events set event_end_seconds = null where game_id = 7",
    8: "update staging_events set play_detail1 = '2' where game_id = 8",
    14: "update staging_events set event_detail = null where game_id = 14",
    20: "update staging_events set event_type = 'Goal' where event_type = 'Nobody'",
}
TOUCH = "update staging_events set event_type = 'Goal' where event_index = 1"
STAGED = "select * from {{ source('tracker', 'staging_events') }} where {{ in_scope() }}"
# One above the other, so that the first that fails hides the others.
MODELS = {
    "fact_starts": (
        '{{ config(materialized="incremental", indexes=[{"columns": ["game_id", "start"], "unique": true}]) }}'
        f"select game_id, event_key, event_start_seconds as start from ({STAGED}) as staged"
    ),
    "fact_shares": (
        '{{ config(materialized="incremental") }}'
        "select starts.game_id, 100 / (1 - staged.event_end_seconds) as share from {{ ref('fact_starts') }} as starts"
        f" inner join ({STAGED}) as staged on starts.event_key = staged.event_key"
    ),
    "fact_numbers": (
        '{{ config(materialized="incremental") }}'
        f"select staged.game_id, cast(staged.play_detail1 as integer) as number from ({STAGED}) as staged"
        " where exists (select from {{ ref('fact_shares') }} as shares where shares.game_id = staged.game_id)"
    ),
    "fact_only": (
        '{{ config(materialized="incremental") }}'
        f"select games.game_id, (select staged.event_index from ({STAGED}) as staged"
        " where staged.game_id = games.game_id and staged.event_detail = 'Only_Once') as only_index"
        " from (select distinct game_id from {{ ref('fact_numbers') }} where {{ in_scope() }}) as games"
    ),
}
STATES = "select state, count(*) from game_status group by 1 order by 1"
FAILED = "select game_id, failed_kind, failed_in from game_status where state = 'failed' order by 1"
TOLD = {
    3: ("model", "fact_starts"),
    7: ("model", "fact_shares"),
    8: ("model", "fact_numbers"),
    14: ("model", "fact_only"),
    20: ("test", "somebody_does_every_event"),
}


def make_project(root: Path) -> Path:
    """The small project of the tests of builds, with models that some games break."""
    copy_project(REPOSITORY / "tests" / "benchsight" / "builds" / "project", root)
    for name, text in MODELS.items():
        (root / "models" / f"{name}.sql").write_text(text, "utf-8")
    return root


def stage(site: Site) -> None:
    """Stage 20 good games."""
    with psycopg.connect(site.url, autocommit=True) as connection:
        connection.execute(
            """
            insert into staging_events (event_key, game_id, event_index, event_type, play_detail1)
            select
                'E' || game || lpad(cast(number as text), 5, '0'), game, number,
                case number when 3 then 'Goal' else 'Shot' end, '1'
            from generate_series(1, 20) as game, generate_series(1, 3) as number
            """
        )
        connection.execute(
            "insert into staging_schedule (game_id, home_team_name, away_team_name, game_date)"
            " select game, 'Owls', 'Bats', date '2026-10-01' + game from generate_series(1, 20) as game"
        )


def spoil(site: Site, changes: dict[int, str]) -> None:
    """Break the five games, or mend them."""
    for statement in changes.values():
        site.execute(statement)


def due(site: Site) -> list[int]:
    """The games that the next build would take."""
    code = code_version(site.root)
    with psycopg.connect(site.url) as connection:
        return [game.game_id for game in read_known(connection, code).games if game.due(code) is not None]


def told(site: Site) -> dict[int, tuple[object, ...]]:
    """The games that game_status calls failed, and in what."""
    return {int(str(game)): tuple(rest) for game, *rest in site.rows(FAILED)}
