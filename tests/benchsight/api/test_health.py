"""Liveness, readiness, status."""

import httpx

from tests.benchsight.builds.league import LeagueSite


def test_a_server_with_its_database_is_live_and_ready(client: httpx.Client) -> None:
    assert client.get("/api/health/live").json() == {"status": "ok"}
    assert client.get("/api/health/ready").json() == {"ready": True, "database": "there"}
    health = client.get("/api/health").json()
    assert (health["status"], health["live"], health["ready"]) == ("ok", True, True)


def test_status_is_that_of_the_database(client: httpx.Client, site: LeagueSite) -> None:
    status = client.get("/api/status").json()
    [(due, failed, last)] = site.rows("select due_games, failed_games, last_load_id from ingestion_health")
    assert (status["ingestion"]["due_games"], status["ingestion"]["failed_games"]) == (due, failed)
    assert status["ingestion"]["last_load_id"] == str(last)
    assert status["migrations_pending"] == []
    assert status["migrations_applied"] > 5


def test_counts_are_those_of_the_tables(client: httpx.Client, site: LeagueSite) -> None:
    answer = client.get("/api/tables/counts").json()
    counts = {each["table"]: each["rows"] for each in answer["tables"]}
    for table in ("staging_events", "dim_player", "fact_events", "fact_player_game_stats"):
        assert [(counts[table],)] == site.rows(f"select count(*) from {table}")
    assert answer["total"] == sum(counts.values())
    assert "league_standings" not in counts, "a view has no rows of its own"
    assert {each["category"] for each in answer["tables"]} >= {"staging", "dims", "core_facts", "stats_facts"}


def test_every_answer_has_security_headers(client: httpx.Client) -> None:
    for path in ("/api/health", "/api/v2/teams", "/api/nothing", "/api/v2/teams?limit=0"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"  # with no-referrer, forms come with Origin: null
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "server" not in headers
