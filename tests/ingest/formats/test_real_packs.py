"""The real games and league beside the checkout, read completely: counts as in their READMEs."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.check import check_rows
from ingest.contract.extract import Extract, Row, UnknownFormat
from ingest.contract.tables import TABLES
from ingest.formats import find_files, read_file
from ingest.selection.facts import coverage

pytestmark = pytest.mark.realdata
ReadGame = Callable[[str], Extract]
A18969, C18969 = "18969/18969_tracking_template.xlsx", "18969/18969_tracker_export.json"
A18977, B18977 = "18977/18977_tracking_template.xlsx", "18977/18977_tracking_reexport.xlsx"
A18991, C19038 = "18991/18991_tracking_template.xlsx", "19038/19038_tracker_export.json"
EXPORTS = (A18969, C18969, A18977, B18977, A18991, C19038)


@pytest.fixture(scope="module")
def league(realdata: Path) -> Path:
    """Return the folder of the league with its tracked games."""
    return realdata / "norad"


@pytest.fixture(scope="module")
def neutral(realdata: Path) -> Path:
    """Return the folder of the games in neutral CSV files."""
    return realdata / "nhl"


@pytest.fixture(scope="module")
def game(league: Path) -> ReadGame:
    """Return the export of a game, read once."""
    read: dict[str, Extract] = {}

    def of(name: str) -> Extract:
        if name not in read:
            read[name] = read_file(league / "games" / name)
        return read[name]

    return of


def rows(extract: Extract, table: str) -> Sequence[Row]:
    """Rows of a table; none if the extract has no such table."""
    return extract.tables[table].rows if table in extract.tables else []


def events(extract: Extract, event_type: str | None = None) -> list[Row]:
    """Events, of one type or all."""
    return [row for row in rows(extract, "staging_events") if event_type in (None, row["event_type"])]


def goals(extract: Extract) -> Counter[tuple[Any, ...]]:
    """Goals by period and team."""
    return Counter((row["period"], row["event_team"]) for row in events(extract, "Goal"))


@pytest.mark.parametrize(
    ("name", "event_rows", "players", "shifts", "with_players"),
    [
        (A18969, 1596, 3141, 98, 95),
        (C18969, 1593, 3139, 98, 95),
        (A18977, 1373, 2518, 88, 86),
        (B18977, 1362, 2518, 88, 86),
        (A18991, 365, 736, 78, 75),
        (C19038, 131, 354, 47, 47),
    ],
)
def test_every_export_lands_whole(
    name: str, event_rows: int, players: int, shifts: int, with_players: int, game: ReadGame
) -> None:
    extract = game(name)
    skaters = [f"{side}_{number}" for side in ("home", "away") for number in range(1, 7)]
    stints = rows(extract, "staging_shifts")
    found = sum(any(stint[slot] is not None for slot in skaters) for stint in stints)
    assert not [problem for problem in extract.problems if problem.fatal]
    assert len(rows(extract, "staging_events")) == event_rows
    assert len(rows(extract, "staging_event_players")) == players
    assert (len(stints), found) == (shifts, with_players)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_row_of_an_export_fits_its_table(name: str, game: ReadGame) -> None:
    for table in game(name).tables.values():
        assert check_rows(table, name).problems == []


@pytest.mark.parametrize("name", EXPORTS)
def test_every_key_of_an_export_is_unique(name: str, game: ReadGame) -> None:
    for table in game(name).tables.values():
        keys = Counter(tuple(row[column] for column in TABLES[table.table].key) for row in table.rows)
        assert keys.most_common(1)[0][1] == 1


def test_the_goals_of_the_complete_games_are_the_official_ones(game: ReadGame) -> None:
    of_18969 = {(1, "home"): 1, (1, "away"): 2, (2, "home"): 1, (3, "home"): 2, (3, "away"): 1}
    of_18977 = {(1, "home"): 1, (2, "home"): 2, (3, "home"): 1, (3, "away"): 2}
    assert goals(game(A18969)) == goals(game(C18969)) == of_18969
    assert goals(game(A18977)) == of_18977
    assert goals(game(B18977)) == {key: count for key, count in of_18977.items() if key != (1, "home")}


def test_template_and_save_of_one_game_agree_on_every_goal(game: ReadGame) -> None:
    columns = ("period", "event_start_seconds", "event_team", "event_team_player_1", "opp_team_player_1")
    saved, typed = (
        [tuple(row[column] for column in columns) for row in events(game(name), "Goal")] for name in (C18969, A18969)
    )
    assert typed == saved


def detailed(extract: Extract) -> Counter[str]:
    """Return events with a first player by detail, in one spelling."""
    listed = [row for row in events(extract) if row["event_team_player_1"] is not None and row["event_detail"]]
    return Counter(row["event_detail"].replace("-", "_") for row in listed)


@pytest.mark.parametrize(
    ("name", "shots", "strict", "saves", "passes", "completed", "faceoffs", "giveaways", "takeaways", "zone"),
    [
        (A18969, 114, 62, 58, 300, 186, 46, 133, 33, (110, 105, 25)),
        (A18977, 122, 60, 60, 261, 200, 46, 159, 25, (119, 111, 40)),
        (A18991, 17, 8, 7, 81, 44, 5, 41, 7, (30, 28, 4)),
    ],
)
def test_plain_totals_of_the_templates(
    name: str, shots: int, strict: int, saves: int, passes: int, completed: int, faceoffs: int, giveaways: int,
    takeaways: int, zone: tuple[int, int, int], game: ReadGame,
) -> None:  # fmt: skip
    types = Counter(row["event_type"] for row in events(game(name)))
    details = detailed(game(name))
    assert (types["Shot"], types["Save"], types["Pass"], types["Faceoff"]) == (shots, saves, passes, faceoffs)
    assert sum(details[code] for code in ("Shot_OnNetSaved", "Shot_OnNet", "Shot_Goal", "Shot_OnNetGoal")) == strict
    assert (details["Pass_Completed"], details["Turnover_Giveaway"]) == (completed, giveaways)
    assert details["Turnover_Takeaway"] == takeaways
    assert (details["Zone_Entry"], details["Zone_Exit"], details["Zone_Keepin"]) == zone


@pytest.mark.parametrize(("name", "dead", "stopped"), [(A18969, 942, 320), (A18977, 933, 726)])
def test_dead_ice_and_stoppages_last_as_long_as_stated(name: str, dead: int, stopped: int, game: ReadGame) -> None:
    pauses = events(game(name), "DeadIce")
    assert sum(row["event_start_seconds"] - row["event_end_seconds"] for row in pauses) == dead
    assert sum(row["stoppage_seconds"] or 0 for row in rows(game(name), "staging_shifts")) == stopped


@pytest.mark.parametrize("name", [A18969, C18969, A18977, B18977, A18991])
def test_shifts_of_a_period_follow_each_other_without_gap(name: str, game: ReadGame) -> None:
    for period in (1, 2, 3):
        stints = [s for s in rows(game(name), "staging_shifts") if s["period"] == period and s["home_1"] is not None]
        assert (stints[0]["shift_start_seconds"], stints[-1]["shift_end_seconds"]) == (1080, 0)
        assert all(one["shift_end_seconds"] == other["shift_start_seconds"] for one, other in pairwise(stints))


def test_no_event_ends_before_it_starts(game: ReadGame) -> None:
    for name in EXPORTS:
        timed = [row for row in events(game(name)) if row["event_start_seconds"] is not None]
        assert all(0 <= row["event_end_seconds"] <= row["event_start_seconds"] for row in timed)


def test_the_assists_of_a_save_point_at_goals(game: ReadGame) -> None:
    scored = {row["event_index"] for row in events(game(C18969), "Goal")}
    assists = [row["assist_to_goal_index"] for row in events(game(C18969)) if row["assist_to_goal_index"] is not None]
    assert len(assists) == 8 and set(assists) <= scored


def test_success_is_known_in_every_dialect(game: ReadGame) -> None:
    counts = {name: Counter(row["event_successful"] for row in events(game(name))) for name in (A18969, C18969, C19038)}
    assert (counts[A18969]["s"], counts[A18969]["u"]) == (616, 479)
    assert (counts[C18969]["s"], counts[C18969]["u"]) == (606, 0)
    assert (counts[C19038]["s"], counts[C19038]["u"]) == (48, 41)


def test_positions_lie_on_the_rink_and_home_shoots_at_plus_x(game: ReadGame) -> None:
    assert "staging_puck_positions" not in game(C18969).tables
    assert len(rows(game(C19038), "staging_puck_positions")) == 357  # 29 of 12 events lie far from their zone
    shots = [row for row in events(game(C19038), "Shot") if row["puck_x"] is not None]
    on_net = [row for row in shots if abs(row["puck_x"]) > 54]
    assert on_net and all((row["puck_x"] > 0) == (row["event_team"] == "home") for row in on_net)


def test_periods_tracked_in_part_are_converted(game: ReadGame) -> None:
    covered = {name: coverage(game(name)) for name in (A18969, A18977, B18977, A18991, C19038)}
    assert [len(covered[name].periods) for name in covered] == [3, 3, 3, 1, 1]
    assert covered[A18977].events > covered[B18977].events
    assert rows(game(C19038), "staging_games")[0]["period_1_seconds"] == 1260


def test_the_league_workbook_and_its_csv_files_hold_the_same_rows(league: Path) -> None:
    book = read_file(league / "league_master.xlsx")
    folder = [read_file(path) for path in find_files([league / "csv"])]
    counts = Counter({name: len(table.rows) for extract in folder for name, table in extract.tables.items()})
    assert counts == {name: len(table.rows) for name, table in book.tables.items()}
    assert counts["staging_schedule"] == 572 and counts["staging_players"] == 337
    assert counts["staging_game_rosters"] == 14724 and counts["staging_official_player_games"] == 14701


def test_every_row_of_the_league_fits_its_table(league: Path) -> None:
    book = read_file(league / "league_master.xlsx")
    assert not [problem for problem in book.problems if problem.fatal]
    for table in book.tables.values():
        assert check_rows(table, "league_master.xlsx").problems == []


def test_the_schedule_knows_periods_where_the_summary_calls_them_complete(league: Path) -> None:
    schedule = {row["game_id"]: row for row in rows(read_file(league / "csv" / "dim_schedule.csv"), "staging_schedule")}
    summary = rows(read_file(league / "official_games_all.csv"), "staging_schedule")
    periods = [name for name in summary[0] if "_period_" in name or "overtime_goals" in name]
    for row in summary:
        assert [str(row[name]) for name in periods] == [str(schedule[row["game_id"]][name]) for name in periods]
    assert sum(row["period_length_seconds"] is None for row in schedule.values()) == 20


def test_every_file_of_the_league_is_known_but_the_manifest(league: Path) -> None:
    unknown = []
    for path in find_files([league]):
        try:
            read_file(path)
        except UnknownFormat:
            unknown.append(path.name)
    assert unknown == ["MANIFEST.csv"]


def test_every_row_of_the_neutral_files_fits_its_table(neutral: Path) -> None:
    landed: Counter[str] = Counter()
    for path in find_files([neutral]):
        if path.name == "agreement.csv":
            continue
        extract = read_file(path)
        assert extract.problems == []
        for table in extract.tables.values():
            assert check_rows(table, path.name).problems == []
            landed[table.table] += len(table.rows)
    assert (landed["staging_events"], landed["staging_shifts"]) == (8521, 7980)
    assert (landed["staging_game_rosters"], landed["staging_official_player_games"]) == (871, 871)
    assert (landed["staging_schedule"], landed["staging_teams"], landed["staging_players"]) == (22, 25, 582)
