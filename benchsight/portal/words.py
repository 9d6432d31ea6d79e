"""Words of the portal for what the system names otherwise: jobs, tables, categories."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchsight.terminal.text import count, listed

CATEGORIES = {
    "all_facts": "All statistics and plays of games",
    "core_facts": "Events and shifts",
    "stats_facts": "Statistics of players, goalies and teams",
    "analytics_facts": "Matchups, lines and other analyses",
    "dims": "Players, teams, schedule and seasons",
    "all": "Everything",
}
OPERATIONS = {
    "replace": "Replace: compute all of it again",
    "upsert": "Update: compute what changed",
    "append": "Add: compute games without rows",
}
STATES = {
    "pending": "waiting to start",
    "running": "running",
    "completed": "done",
    "failed": "failed",
    "cancelled": "cancelled",
}


def thing(table: str) -> str:
    """Return a table in words: `staging_event_players` is event players."""
    for prefix in ("staging_", "fact_", "dim_", "qa_"):
        table = table.removeprefix(prefix)
    return table.replace("_", " ")


def job_title(kind: str, arguments: Mapping[str, Any]) -> str:
    """Return what a job does in a few words."""
    games = arguments.get("games") or ()
    match kind:
        case "upload":
            names = [file["name"] for file in arguments["files"]]
            return f"{'Check' if arguments['preview'] else 'Load'} of {listed(names, 3)}"
        case "build" if arguments.get("full_refresh"):
            return "Full refresh"
        case "build" if games:
            return f"Build of {_games(games)}"
        case "build":
            return "Build of all games" if arguments.get("all_games") else "Build of what is due"
        case "rebuild":
            what = ", ".join(CATEGORIES.get(name, thing(name)) for name in arguments["names"])
            if arguments["names"] == ["all"] and arguments["operation"] == "replace" and not games:
                return "Full refresh"
            return f"{what}: {arguments['operation']}, {_games(games) if games else 'all games'}"
        case "delete_game":
            return f"Deletion of game {arguments['game_id']}"
        case "queue":
            return f"Request {arguments['queue_id']} of the queue"
        case "plan":
            return "Plan of a build"
        case "push":
            return "Copy to Supabase"
    return kind.replace("_", " ").capitalize()


def _games(games: Sequence[int]) -> str:
    return f"game {games[0]}" if len(games) == 1 else count(len(games), "game")
