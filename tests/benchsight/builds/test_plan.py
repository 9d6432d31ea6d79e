"""Which games a build takes, and which part of the project."""

from dataclasses import replace

import pytest

from benchsight.builds.errors import BuildError
from benchsight.builds.plan import Game, Known, Part, Rebuild, Request, make_plan

CODE = "now"
BUILT = Game(1, input_version=3, is_tracked=True, built_version=3, built_by_code=CODE)
NEW = Game(2, input_version=1, is_tracked=True)
CHANGED = Game(3, input_version=4, is_tracked=True, built_version=3, built_by_code=CODE)
INTERRUPTED = Game(4, input_version=4, is_tracked=True, built_version=0, built_by_code="")
OLD_CODE = Game(5, input_version=4, is_tracked=True, built_version=4, built_by_code="then")
REMOVED = Game(6, input_version=9, is_tracked=False, built_version=3, built_by_code=CODE)
SCHEDULED = Game(7, input_version=1, is_tracked=False)
ALL = [BUILT, NEW, CHANGED, INTERRUPTED, OLD_CODE, REMOVED, SCHEDULED]


def known(*games: Game, relations: bool = True, league: bool = True) -> Known:
    """What a database says that has these games, and its relations and league as they are now."""
    return Known(games, relations, league)


@pytest.mark.parametrize(
    ("game", "reason"),
    [
        (BUILT, None),
        (NEW, "new"),
        (CHANGED, "changed"),
        (INTERRUPTED, "not completed"),
        (OLD_CODE, "other models"),
        (REMOVED, "removed from staging"),
        (SCHEDULED, None),
    ],
)
def test_a_game_is_due_for_a_reason(game: Game, reason: str | None) -> None:
    assert game.due(CODE) == reason


def test_without_options_the_games_that_are_due_are_built() -> None:
    plan = make_plan(Request(), known(*ALL), CODE)
    assert (plan.part, plan.games, plan.full_refresh) == (Part.TABLES, ALL[1:6], False)


def test_all_takes_every_game_that_has_or_may_have_facts() -> None:
    plan = make_plan(Request(all_games=True), known(*ALL), CODE)
    assert (plan.part, plan.games, plan.full_refresh) == (Part.TABLES, ALL[:6], False)


def test_with_nothing_due_only_a_change_of_the_league_is_built() -> None:
    assert make_plan(Request(), known(BUILT), CODE).part == Part.NOTHING
    assert make_plan(Request(), known(BUILT, league=False), CODE).part == Part.WHOLE_TABLES


def test_relations_of_other_code_are_all_recreated_from_every_game() -> None:
    # also from one that is built by this code: the tables it stands in were made for a version in between
    plan = make_plan(Request(), known(BUILT, OLD_CODE, relations=False), CODE)
    assert (plan.part, plan.games, plan.full_refresh) == (Part.EVERYTHING, [BUILT, OLD_CODE], True)


def test_tables_are_recreated_when_more_games_come_than_were_ever_built() -> None:
    new = [Game(10 + number, input_version=1, is_tracked=True) for number in range(21)]
    plan = make_plan(Request(), known(BUILT, *new), CODE)
    assert (plan.part, plan.games, plan.full_refresh) == (Part.EVERYTHING, [BUILT, *new], True)
    assert make_plan(Request(), known(BUILT, *new[:20]), CODE).part == Part.TABLES
    assert make_plan(Request(), known(*new[:1]), CODE).part == Part.EVERYTHING
    assert make_plan(Request(games=[10]), known(*new), CODE).part == Part.TABLES


def test_a_named_game_is_built_alone_even_by_other_code() -> None:
    plan = make_plan(Request(games=[1]), known(BUILT, OLD_CODE, relations=False), CODE)
    assert (plan.part, plan.games, plan.full_refresh) == (Part.EVERYTHING, [BUILT], False)


def test_a_full_refresh_takes_every_game() -> None:
    plan = make_plan(Request(full_refresh=True), known(BUILT, NEW), CODE)
    assert (plan.part, plan.games, plan.full_refresh) == (Part.EVERYTHING, [BUILT, NEW], True)


def test_a_selection_takes_the_games_that_are_due_or_named() -> None:
    assert make_plan(Request(select="fact_h2h"), known(BUILT, NEW), CODE).games == [NEW]
    assert make_plan(Request(select="fact_h2h"), known(BUILT, league=False), CODE).part == Part.NOTHING
    assert make_plan(Request(select="fact_h2h", games=[1]), known(BUILT, NEW), CODE).games == [BUILT]


def test_an_empty_database_gets_its_tables_once() -> None:
    assert make_plan(Request(), known(relations=False), CODE).part == Part.EVERYTHING
    assert make_plan(Request(), known(SCHEDULED), CODE).part == Part.NOTHING


def test_a_game_that_nothing_is_known_of_cannot_be_named() -> None:
    with pytest.raises(BuildError, match="game 7, 8, and"):
        make_plan(Request(games=[8, 7, 1]), known(BUILT, SCHEDULED), CODE)


def test_a_rebuild_takes_of_the_games_asked_for_those_that_are_due() -> None:
    request = Request([1, 3], rebuild=Rebuild(due_only=True))
    assert make_plan(request, known(*ALL), CODE).games == [CHANGED]
    nothing = Request([1], select="fact_h2h", rebuild=Rebuild(due_only=True))
    assert make_plan(nothing, known(*ALL), CODE).part == Part.NOTHING


def test_a_rebuild_takes_tracked_games_that_have_no_rows_and_refuses_a_named_one_that_has() -> None:
    database = Known(ALL, True, True, with_rows=frozenset({1, 3}))
    append = Rebuild(missing_in=("fact_h2h",))
    assert make_plan(Request(rebuild=append), database, CODE).games == [NEW, INTERRUPTED, OLD_CODE]
    with pytest.raises(BuildError, match="game 1, 3 has rows already"):
        make_plan(Request([1, 2, 3], rebuild=append), database, CODE)


def test_what_is_made_of_stored_tables_takes_games_that_are_not_staged_too() -> None:
    request = Request([7], select="metrics", rebuild=Rebuild(stored_only=True))
    assert make_plan(request, known(*ALL), CODE).games == [SCHEDULED]


def test_dimensions_need_no_game_and_by_upsert_a_change_of_the_league() -> None:
    for select, part in ((None, Part.WHOLE_TABLES), ("dim_player", Part.SELECTED)):
        asked_for = Request(select=select, dimensions=True, rebuild=Rebuild(whole=True))
        plan = make_plan(asked_for, known(*ALL), CODE)
        assert (plan.part, plan.games) == (part, [])
        changed = Request(select=select, dimensions=True, rebuild=Rebuild(due_only=True, whole=True))
        assert make_plan(changed, known(*ALL), CODE).part == Part.NOTHING
        assert make_plan(changed, known(*ALL, league=False), CODE).part == part


def test_single_tables_of_other_models_are_not_rebuilt() -> None:
    for request in (Request(select="fact_h2h", rebuild=Rebuild()), Request(dimensions=True, rebuild=Rebuild())):
        with pytest.raises(BuildError, match="not made by the models that are here"):
            make_plan(request, known(BUILT, relations=False), CODE)


def test_a_missing_view_is_made_without_a_game_and_a_missing_table_of_every_game() -> None:
    views = replace(known(BUILT, CHANGED), missing_views=["fact_shots"])
    plan = make_plan(Request(), views, CODE)
    assert (plan.part, plan.games, plan.full_refresh, plan.missing) == (
        Part.EVERYTHING,
        [CHANGED],
        False,
        ["fact_shots"],
    )
    tables = replace(views, missing_tables=["fact_goals"])
    for request in (Request(), Request(games=[3])):  # one that held only the game asked for would not be whole
        plan = make_plan(request, tables, CODE)
        assert (plan.part, plan.games, plan.full_refresh) == (Part.EVERYTHING, [BUILT, CHANGED], True)
        assert plan.missing == ["fact_goals", "fact_shots"]


def test_a_rebuild_of_some_tables_names_what_is_missing_instead() -> None:
    with pytest.raises(BuildError, match="missing or not whole: fact_goals: `benchsight build` makes them"):
        make_plan(
            Request(select="fact_h2h", rebuild=Rebuild()), replace(known(BUILT), missing_tables=["fact_goals"]), CODE
        )
