"""`benchsight dictionary` on a small project: what it writes, when it is out of date, and what the pages say."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchsight.builds.errors import BuildError
from benchsight.catalog.dictionary.compiled import compile_project
from benchsight.catalog.dictionary.entries import Dictionary, make_dictionary
from benchsight.catalog.dictionary.html_page import html_page
from benchsight.catalog.dictionary.markdown import INDEX, markdown_pages, stale_pages, write_pages
from benchsight.cli.commands.dictionary import command

STATS = Path("docs/reference/data_dictionary/stats.md")
CORE = Path("docs/reference/data_dictionary/core.md")


@pytest.fixture(scope="module")
def dictionary(small_project: Path) -> Dictionary:
    """The dictionary of the small project."""
    return make_dictionary(compile_project(small_project))


def test_a_column_says_what_makes_it_and_which_rules_it_follows(dictionary: Dictionary) -> None:
    columns = {column.anchor: column for table in dictionary.tables for column in table.columns}
    found = {anchor: (column.model, column.expression, len(column.rules)) for anchor, column in columns.items()}
    assert found == {
        "fact_ever.game_id": ("int_games", "", 0),
        "fact_games.game_id": ("int_games", "", 0),
        "fact_games.goals": ("int_games", "count(*)", 1),
        "fact_games.shots": ("int_games", "2", 0),
        "fact_games.shooting_pct": ("fact_games", "round(100.0 * g.goals / (g.shots + p.posts), 2)", 0),
    }
    assert columns["fact_games.shooting_pct"].formula == "100 x goals / (shots + posts)"


def test_tables_stand_in_the_order_of_their_groups_with_kind_key_and_older_names(dictionary: Dictionary) -> None:
    found = [(table.name, table.kind, table.key, table.older_name_of) for table in dictionary.tables]
    assert found == [
        ("fact_games", "table", ("game_id",), None),
        ("fact_ever", "table", (), None),
        ("fact_old", "view", (), "fact_games"),
    ]


def test_the_pages_have_an_index_and_a_row_for_each_column(dictionary: Dictionary) -> None:
    pages = markdown_pages(dictionary)
    assert set(pages) == {INDEX, STATS, CORE}
    index = pages[INDEX]
    assert "| [`fact_games`](data_dictionary/stats.md#fact_games) | table | One row per `game`. | 4 |" in index
    assert "| [`fact_old`](data_dictionary/stats.md#fact_games) | view | Older name of fact_games. | those of " in index
    assert (
        r'| <a id="fact_games.goals"></a>`goals` | **Goals.** Goals &lt; 9 \| of a game. '
        "| count, `0`, higher is better | [int_games]; [goal] |"
    ) in pages[STATS]
    assert "`100 x goals / (shots + posts)`. Needs shifts. Source: seed posts. | percent, `0.0%`" in pages[STATS]
    assert '| <a id="fact_ever.game_id"></a>`game_id` | integer | Game, &lt;ever>. | [int_games] |' in pages[CORE]
    assert (
        "[int_games]: ../../../models/intermediate/int_games.sql\n[goal]: ../../concepts/definitions.md#rule-goal\n"
        in pages[STATS]
    )


def test_a_page_that_differs_lacks_or_is_left_over_is_out_of_date(dictionary: Dictionary, tmp_path: Path) -> None:
    pages = markdown_pages(dictionary)
    assert stale_pages(tmp_path, pages) == list(pages)
    write_pages(tmp_path, pages)
    assert stale_pages(tmp_path, pages) == []
    (tmp_path / STATS).write_text("changed", encoding="utf-8")
    left_over = tmp_path / "docs/reference/data_dictionary/gone.md"
    left_over.touch()
    assert stale_pages(tmp_path, pages) == [STATS, Path("docs/reference/data_dictionary/gone.md")]
    write_pages(tmp_path, pages)
    assert not left_over.exists()


def test_the_html_page_links_files_formulas_seeds_and_rules_and_escapes_text(dictionary: Dictionary) -> None:
    page = html_page(dictionary, "https://example.org/blob/main/")
    assert (
        '<a href="https://example.org/blob/main/models/intermediate/int_games.sql"><code>int_games</code></a>' in page
    )
    assert '100 x <a href="#fact_games.goals">goals</a> / (<a href="#fact_games.shots">shots</a> + posts)' in page
    assert '<a href="https://example.org/blob/main/seeds/posts.csv"><code>posts</code></a>' in page
    assert '<a href="#rule-goal">A goal is a puck in…</a>' in page
    assert "A goal is a <code>puck</code> in the net." in page
    assert "Goals &lt; 9 | of a game." in page
    assert "<ever>" not in page


def test_check_fails_after_a_change_until_the_pages_are_written(
    small_project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(small_project)
    runner = CliRunner()
    assert runner.invoke(command).exit_code == 0
    assert runner.invoke(command, ["--check"]).exit_code == 0
    catalog = small_project / "seeds/catalog/stat_catalog.csv"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("Share that scored", "Part that scored"), "utf-8")
    refused = runner.invoke(command, ["--check"])
    assert (refused.exit_code, refused.output) == (
        1,
        "Error: docs/reference/data_dictionary/stats.md is not what the project yields: run `benchsight dictionary`\n",
    )
    assert runner.invoke(command, ["--html", str(tmp_path)]).exit_code == 0
    assert "Part that scored" in (tmp_path / "data_dictionary.html").read_text(encoding="utf-8")
    assert "Share that scored" in (small_project / STATS).read_text(encoding="utf-8")


def test_a_project_that_dbt_cannot_compile_is_one_error(small_project: Path, tmp_path: Path) -> None:
    broken = tmp_path / "project"
    (broken / "models").mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.example.yml"):
        (broken / name).write_bytes((small_project / name).read_bytes())
    (broken / "models/m.sql").write_text("select * from {{ ref('nothing') }}", encoding="utf-8")
    with pytest.raises(BuildError, match=r"(?s)dbt could not compile the project: .*'nothing' which was not found"):
        compile_project(broken)
