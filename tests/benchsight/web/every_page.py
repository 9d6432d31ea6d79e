"""Addresses of all kinds of pages, and a league that has something to show on each."""

from tests.benchsight.builds.league import LeagueSite

# {part} is a game of which one period is tracked; {mate} a second skater.
READERS = [
    "/", "/standings", "/schedule", "/leaders", "/teams", "/players", "/goalies", "/all-time", "/compare",
    "/compare?players={skater},{mate}", "/search?q=a", "/calendar", "/docs/", "/live", "/live/{game}",
    "/live/{game}?display=scoreboard", "/dictionary", "/dictionary/league_standings",
    "/games/{game}", "/games/{game}/plays", "/games/{game}/shots", "/games/{game}/shifts", "/games/{game}/h2h",
    "/games/{game}/lines", "/games/{game}/check", "/players/{skater}", "/players/{skater}/games",
    "/players/{skater}/h2h", "/players/{skater}/wowy", "/players/{goalie}", "/teams/{team}", "/teams/{team}/lines",
    "/teams/{team}/schedule", "/teams/{team}/style", "/sign-in", "/nothing-here",
]  # fmt: skip
PORTAL = [
    "/admin", "/admin/upload", "/admin/load?game={game}", "/admin/validate", "/admin/queue?all=yes",
    "/admin/operations", "/admin/operations/{load}", "/admin/rejects", "/admin/tables", "/admin/alerts",
    "/admin/people", "/admin/games", "/admin/games/{game}", "/admin/games/{game}/compare", "/admin/jobs/{job}",
]  # fmt: skip
# One address of each kind; the others look the same, with other numbers.
KINDS = [*READERS, *PORTAL]
ADDRESSES = [
    *KINDS, "/leaders?who=teams&per=60", "/compare?who=goalies", "/search", "/search?q=zzzz",
    "/games/{part}", "/games/{part}/shots", "/players/{goalie}/games", "/admin/load",
]  # fmt: skip
NOT_FOUND = ("/nothing-here", "/docs/")  # no documentation is built in tests
# Routes that answer with no page, or with a part of one.
NO_PAGES = (
    "/admin/jobs/{job_id}/outcome", "/calendar.ics", "/docs", "/og/games/{game_id}.png", "/results.atom",
    "/robots.txt", "/search-index.json", "/sitemap.xml",
)  # fmt: skip
# A reject, an alert and a failed job, so that these pages of the portal are not empty.
EVENTS = """
    insert into staging_rejects (
        load_id, table_name, game_id, source_file, sheet, row_number, column_name, value, expected, reason
    ) values (
        gen_random_uuid(), 'staging_shifts', 12345, '/home/ann/game 7.xlsx', 'shifts', 42, 'period',
        'four', 'a number from 1 to 20', 'period is no number'
    );
    insert into alerts (rule, severity, subject_kind, subject_key, message)
    values ('rejects', 'warning', 'file', '/a/b/odd.csv', 'half of odd.csv was rejected');
    insert into ops.api_jobs (kind, arguments, status, error_message, requested_by, completed_at)
    values ('delete_game', '{"game_id": 12345, "with_inputs": true}', 'failed', 'no connection', 'user ann', now());
"""
IDS = """
    select
        (select game_id from fact_events group by game_id order by count(*) desc, game_id limit 1) as game,
        (select game_id from fact_events group by game_id order by count(*), game_id limit 1) as part,
        people[1] as skater, people[2] as mate,
        (select min(player_id) from fact_goalie_season_stats) as goalie, (select min(team_id) from dim_team) as team,
        (select load_id from load_history order by load_id limit 1) as load,
        (select job_id from ops.api_jobs limit 1) as job
    from (
        select array_agg(player_id order by goals desc, player_id) as people
        from fact_player_season_stats where position_code <> 'G'
    ) as skaters
"""


def ids_of(site: LeagueSite) -> dict[str, str]:
    """Let something have happened in the league, and return what to put into ADDRESSES."""
    site.execute(EVENTS)
    names = ("game", "part", "skater", "mate", "goalie", "team", "load", "job")
    (row,) = site.rows(IDS)
    return {name: str(value) for name, value in zip(names, row, strict=True)}
