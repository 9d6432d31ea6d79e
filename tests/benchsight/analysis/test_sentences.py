"""Analyses of a built league: every figure is one of a table."""

from decimal import Decimal

import psycopg
import pytest

from benchsight.analysis.check import problem_of
from benchsight.analysis.game import game_sentences
from benchsight.analysis.season import season_sentences
from benchsight.analysis.sentences import AnalysisError, Sentence, count, elements, figures, name, number, write
from benchsight.cli.main import run
from benchsight.reads.box_score import read_box_score
from tests.benchsight.builds.league import LeagueSite


def games_of(site: LeagueSite) -> list[int]:
    """Return the built games."""
    return [int(str(game)) for (game,) in site.rows("select game_id from qa_data_completeness order by 1")]


def texts(sentences: list[Sentence]) -> str:
    """Return the whole text."""
    return " ".join(sentence.text for sentence in sentences)


def test_every_figure_of_a_game_is_one_of_its_facts_and_facts_are_those_of_the_tables(built: LeagueSite) -> None:
    for game in games_of(built):
        with psycopg.connect(built.url) as connection:
            sentences = game_sentences(read_box_score(connection, game))
        assert len(sentences) >= 4
        for sentence in sentences:
            shown = {figure for fact in sentence.facts.values() for figure in figures(fact.shown)}
            assert set(figures(sentence.text)) <= shown
            for fact in sentence.facts.values():
                table, _, column = fact.source.partition(".")
                if isinstance(fact.value, int | Decimal) and column:
                    found = built.rows(f"select round({column}, 2) from {table} where game_id = {game}")
                    assert fact.value in [value for (value,) in found], (sentence, fact)


def test_the_result_is_that_of_the_schedule(built: LeagueSite) -> None:
    query = """
        select game_id, home_team_name, away_team_name, home_goals, away_goals from dim_schedule
        where game_id = any(array(select game_id from qa_data_completeness)) and home_goals is not null
    """
    rows = built.rows(query)
    assert rows
    for game, home, away, home_goals, away_goals in rows:
        with psycopg.connect(built.url) as connection:
            first = game_sentences(read_box_score(connection, int(str(game))))[0].text
        better, worse = (home, away) if int(str(home_goals)) > int(str(away_goals)) else (away, home)
        goals = sorted((int(str(home_goals)), int(str(away_goals))), reverse=True)
        if goals[0] != goals[1]:
            assert first.startswith(f"{better} beat {worse} {goals[0]}-{goals[1]}")


def test_a_season_names_its_leaders(built: LeagueSite) -> None:
    with psycopg.connect(built.url) as connection:
        sentences = season_sentences(connection, None)
        with pytest.raises(AnalysisError, match="season nowhere"):
            season_sentences(connection, "nowhere")
    ((leader, points),) = built.rows("select team_name, points from league_standings order by rank, team_name limit 1")
    assert sentences[0].text.startswith(f"{leader} lead the standings with {points} point")
    assert len(sentences) >= 5
    assert problem_of(texts(sentences), sentences) is None


def test_the_command_prints_text_or_facts(built: LeagueSite, capsys: pytest.CaptureFixture[str]) -> None:
    game = games_of(built)[0]
    assert run(["analysis", str(game)]) == 0
    assert " beat " in capsys.readouterr().out
    assert run(["analysis", "--season", "--json"]) == 0
    assert '"source": "league_standings.points"' in capsys.readouterr().out
    assert run(["analysis"]) == 2
    assert run(["analysis", "999999"]) == 1


def test_a_sentence_with_a_figure_that_no_fact_has_is_not_written() -> None:
    with pytest.raises(AnalysisError, match="has 3"):
        write("{team} won 3 games.", team=name("Bears", "t"))


def test_figures_are_found_however_they_are_written() -> None:
    assert figures("3-2, 12:34, .912, 57.3%, two, the 3rd, and 2\N{EN DASH}1") == [
        "3-2", "12:34", ".912", "57.3", "2", "3", "2-1",
    ]  # fmt: skip
    assert [(each.text, each.unit) for each in elements("Route 66 had 2 goals and an assist", ["Route 66"])] == [
        ("Route 66", ""), ("2", "goal"),
    ]  # fmt: skip


RESULT = write("{a} beat {b} {score}.", a=name("Bears", "t"), b=name("Wolves", "t"), score=number(Decimal("3.2"), "t"))
LINE = write(
    "{player} had {goals} and {assists} for {team}.",
    player=name("Alma Berg", "t"),
    goals=count(2, "goal", "t"),
    assists=count(1, "assist", "t"),
    team=name("Bears", "t"),
)


@pytest.mark.parametrize(
    "text",
    [
        "The Bears beat the Wolves 3.2.",
        "Alma Berg had two goals and 1 assist for the Bears.",
        "For a good while, Alma Berg shone with 2 goals.",
        "Alma Berg scored twice.".replace("twice", "2 goals"),
    ],
)
def test_a_text_that_says_the_same_is_taken(text: str) -> None:
    assert problem_of(text, [RESULT, LINE]) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Alma Berg had 3 goals and 1 assist for the Bears.", "3 goal"),
        ("Alma Berg had three goals for the Bears.", "3 goal"),
        ("Alma Berg had 1 goal and 2 assists for the Bears.", "1 goal"),
        ("Alma Berg had 2 assists and 1 goal for the Bears.", "2 assist"),
        ("The Wolves beat the Bears 3.2.", "Bears is not said"),
        ("The Bears lost to the Wolves 3.2.", "lost"),
        ("Olga Berg had 2 goals.", "Olga is a name"),
        ("Gretzky had 2 goals.", "Gretzky is a name"),
        ("Alma Berg had a hat trick.", "hat"),
        ("Alma Berg had 2 goals for the Wolves.", "Wolves is a name"),
        ("Alma Berg had 2 goals in 17 minutes.", "17"),
        ("", "empty"),
    ],
)
def test_a_text_that_says_something_else_is_refused(text: str, why: str) -> None:
    problem = problem_of(text, [LINE, RESULT])
    assert problem is not None
    assert why in problem or problem_of(text, [LINE]) is not None
