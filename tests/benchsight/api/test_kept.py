"""Bodies kept by version, and versions looked up together."""

import asyncio
from dataclasses import replace

import httpx
import psycopg
import pytest

from benchsight.api.app import create_app
from benchsight.api.database import Database
from benchsight.api.errors import ApiError
from benchsight.api.kept import Body, Kept
from benchsight.api.settings import ApiSettings
from benchsight.api.versions import Versions
from benchsight.reads.published.contract import Contract
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite

TEAMS = Contract("dim_team", "", (), ())
GAMES = Contract("dim_schedule", "", (), ())
NOTHING = Contract("dim_nothing", "", (), ())
HELD = "lock table load_history in access exclusive mode"


async def reading(size: int, reads: list[int]) -> Body:
    reads.append(size)
    await asyncio.sleep(0)
    return Body(b"x" * size)


def test_equal_requests_at_once_read_once() -> None:
    async def run() -> list[int]:
        kept, reads = Kept(800), list[int]()
        bodies = await asyncio.gather(*(kept.get("a", lambda: reading(100, reads)) for _ in range(5)))
        assert bodies == [Body(b"x" * 100)] * 5
        await kept.get("b", lambda: reading(100, reads))
        await kept.get("a", lambda: reading(100, reads))
        return reads

    assert asyncio.run(run()) == [100, 100]


def test_a_read_that_fails_or_is_cancelled_is_done_by_the_next() -> None:
    async def run() -> None:
        kept, reads, begun = Kept(800), list[int](), asyncio.Event()

        async def stuck() -> Body:
            begun.set()
            await asyncio.Event().wait()
            raise AssertionError

        async def fail() -> Body:
            raise RuntimeError

        first = asyncio.create_task(kept.get("a", stuck))
        await begun.wait()
        second = asyncio.create_task(kept.get("a", lambda: reading(1, reads)))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == Body(b"x")
        with pytest.raises(RuntimeError):
            await kept.get("b", fail)
        assert await kept.get("b", lambda: reading(2, reads)) == Body(b"xx")

    asyncio.run(run())


def test_no_more_is_kept_than_allowed_and_the_oldest_goes_first() -> None:
    async def run() -> list[int]:
        kept, reads = Kept(800), list[int]()
        for key, size in [("large", 101), ("large", 101), *((str(place), 100) for place in range(8)), ("0", 100),
                          ("new", 99), ("0", 100), ("1", 100)]:  # fmt: skip
            await kept.get(key, lambda size=size: reading(size, reads))  # type: ignore[misc]
        assert kept._bytes <= 800
        nothing = Kept(0)
        for _ in range(2):
            await nothing.get("a", lambda: reading(1, reads))
        return reads

    assert asyncio.run(run()) == [101, 101, *[100] * 8, 99, 100, 1, 1]


def test_requests_that_wait_share_the_next_lookup_and_none_that_has_begun(
    site: LeagueSite, api_settings: ApiSettings
) -> None:
    async def run() -> None:
        database = Database(site.url, api_settings)
        await database.open()
        asked: list[list[str]] = []
        fetch = database.fetch

        async def counted(query: str, parameters: tuple[list[str]]) -> object:
            asked.append(parameters[0])
            return await fetch(query, parameters)

        database.fetch = counted  # type: ignore[assignment, method-assign]
        versions = Versions(database)
        try:
            with psycopg.connect(site.url) as other:
                other.execute(HELD)
                first = asyncio.create_task(versions.read(TEAMS))
                while not asked:
                    await asyncio.sleep(0.01)
                others = [asyncio.create_task(versions.read(each, TEAMS)) for each in (GAMES, TEAMS, GAMES)]
                missing = asyncio.create_task(versions.read(NOTHING))
                await asyncio.sleep(0)
                other.rollback()
            [one], *pairs = await asyncio.gather(first, *others)
            assert pairs[0] == pairs[2] and pairs[1] == [one, one] and pairs[0][1] == one != pairs[0][0]
            with pytest.raises(ApiError, match="nothing is built yet"):
                await missing
        finally:
            await database.close()
        assert asked == [["public.dim_team"], ["public.dim_nothing", "public.dim_schedule", "public.dim_team"]]

    asyncio.run(run())


def test_a_lookup_that_fails_fails_those_that_wait_and_not_those_that_come(
    site: LeagueSite, api_settings: ApiSettings
) -> None:
    async def run() -> None:
        database = Database(site.url, replace(api_settings, request_seconds=0.2))
        await database.open()
        versions = Versions(database)
        try:
            with psycopg.connect(site.url) as other:
                other.execute(HELD)
                waiting = [asyncio.create_task(versions.read(TEAMS)) for _ in range(3)]
                outcomes = await asyncio.gather(*waiting, return_exceptions=True)
                assert all(isinstance(each, psycopg.errors.QueryCanceled) for each in outcomes)
                other.rollback()
            assert len(await versions.read(TEAMS)) == 1
        finally:
            await database.close()

    asyncio.run(run())


def test_what_is_kept_is_not_read_again_but_after_a_change(site: LeagueSite, api_settings: ApiSettings) -> None:
    with (
        serving(create_app(site.url, api_settings)) as client,
        serving(create_app(site.url, replace(api_settings, cache_bytes=0))) as forgetful,
    ):
        paths = ["/api/v2/leaders?limit=7", "/api/v2/games/900001/box-score", "/api/v2/teams?format=csv"]
        first = [client.get(path) for path in paths]
        assert [client.get(path).content for path in paths] == [each.content for each in first]
        assert [forgetful.get(path).content for path in paths] == [each.content for each in first]
        with psycopg.connect(site.url) as other:
            other.execute("lock table fact_player_season_stats, int_goals, dim_team in access exclusive mode".replace(
                "int_goals", "transform.int_goals"))  # fmt: skip
            assert [client.get(path, timeout=30).content for path in paths] == [each.content for each in first]
            with pytest.raises(httpx.ReadTimeout):
                forgetful.get(paths[0], timeout=0.5)
            other.rollback()
        before = client.get("/api/v2/teams").json()
        with psycopg.connect(site.url) as other:  # as a build: the row changes, and its run is recorded
            other.execute("update dim_team set team_name = team_name || ' II'")
            other.execute(
                "insert into load_history (load_id, table_name, started_at) "
                "values (gen_random_uuid(), 'dim_team', now())"
            )
        after = client.get("/api/v2/teams").json()
        assert [row["team_name"] for row in after["data"]] == [f"{row['team_name']} II" for row in before["data"]]
        assert after["payload_version"] != before["payload_version"]
