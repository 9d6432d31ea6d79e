"""Jobs in words."""

import pytest

from benchsight.portal.scope import Scope
from benchsight.portal.words import job_title


@pytest.mark.parametrize(
    ("kind", "arguments", "title"),
    [
        ("upload", {"files": [{"name": "a.csv"}], "preview": True}, "Check of a.csv"),
        ("upload", {"files": [{"name": n} for n in "abcd"], "preview": False}, "Load of a, b, c and 1 more"),
        ("build", {"games": [], "all_games": False}, "Build of what is due"),
        ("build", {"games": [7]}, "Build of game 7"),
        ("build", {"games": [], "all_games": True, "full_refresh": True}, "Full refresh"),
        ("rebuild", {"names": ["all"], "games": [], "operation": "replace"}, "Full refresh"),
        ("rebuild", {"names": ["fact_events"], "games": [7], "operation": "upsert"}, "events: upsert, game 7"),
        ("delete_game", {"game_id": 7, "with_inputs": False}, "Deletion of game 7"),
        ("of_tomorrow", {}, "Of tomorrow"),
    ],
)
def test_the_title_of_a_job_names_what_it_works_on(kind: str, arguments: dict[str, object], title: str) -> None:
    assert job_title(kind, arguments) == title


@pytest.mark.parametrize(
    ("scope", "path", "body"),
    [
        (Scope(7, "all_facts", "replace"), "/api/load/game", {"game_id": 7, "operation": "replace"}),
        (Scope(None, "dims", "upsert"), "/api/load/category", {"category": "dims", "operation": "upsert"}),
        (Scope(7, "fact_h2h", "append"), "/api/load/table", {"table": "fact_h2h", "game_id": 7, "operation": "append"}),
        (Scope(None, "all", "replace"), "/api/load/full-refresh", {"confirm": True}),
    ],
)
def test_a_scope_is_a_request_of_the_api(scope: Scope, path: str, body: dict[str, object]) -> None:
    assert scope.request == (path, body)
