"""Database outage: 503 within seconds, no hanging request, recovery without a restart."""

import time

import httpx
import pytest
from psycopg.conninfo import conninfo_to_dict

from benchsight.api.app import create_app
from benchsight.api.settings import ApiSettings
from tests.benchsight.api.relay import relay
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite

PATHS = ("/api/v2/teams", "/api/status", "/api/tables/counts", "/api/v2/games/900001/box-score", "/api/load/history")


def wait_until_ready(client: httpx.Client) -> None:
    deadline = time.monotonic() + 60
    while client.get("/api/health/ready").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_database_may_go_away_and_come_back(site: LeagueSite, api_settings: ApiSettings) -> None:
    parts = conninfo_to_dict(site.url)
    with relay(str(parts["host"]), int(str(parts["port"]))) as between:
        url = site.url.replace(f":{parts['port']}/", f":{between.port}/")
        with serving(create_app(url, api_settings)) as client:
            wait_until_ready(client)
            assert [client.get(path).status_code for path in PATHS] == [200] * len(PATHS)
            between.cut()
            for path in PATHS[:3]:
                began = time.monotonic()
                answer = client.get(path)
                assert (answer.status_code, answer.json()["code"]) == (503, "database_away"), path
                assert answer.headers["retry-after"]
                assert time.monotonic() - began < 5
            assert client.get("/api/health/live").status_code == 200
            assert client.get("/api/health").json()["status"] == "degraded"
            assert client.get("/api/health/ready").json() == {"ready": False, "database": "away"}
            between.mend()
            wait_until_ready(client)
            assert [client.get(path).status_code for path in PATHS] == [200] * len(PATHS)


def test_connections_that_broke_unseen_cost_no_request(site: LeagueSite, api_settings: ApiSettings) -> None:
    parts = conninfo_to_dict(site.url)
    with relay(str(parts["host"]), int(str(parts["port"]))) as between:
        url = site.url.replace(f":{parts['port']}/", f":{between.port}/")
        with serving(create_app(url, api_settings)) as client:
            wait_until_ready(client)
            between.cut()
            between.mend()
            assert [client.get(path).status_code for path in PATHS] == [200] * len(PATHS)


def test_a_server_begins_without_its_database(api_settings: ApiSettings) -> None:
    with serving(create_app("postgresql://nobody@127.0.0.1:1/nothing", api_settings)) as client:
        assert client.get("/api/health").json()["ready"] is False
        assert client.get("/api/v2/teams").status_code == 503
