"""What is printed is what was given: no markup, whole numbers, lines that break between words."""

import io
import re
from pathlib import Path

import pytest

from benchsight.terminal.text import Terminal, grid

PACKAGE = Path(__file__).resolve().parents[3] / "benchsight"
LONG = "the quick brown fox [bold]jumps[/] over the lazy dog :x: and over [1, 2] and over it again, and once more"


def printed(console: Terminal) -> str:
    """What was printed on a terminal."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def screen(width: int) -> Terminal:
    """A terminal of this width that keeps what is printed."""
    return Terminal(width, io.StringIO())


@pytest.mark.parametrize("width", [30, 80, 120])
def test_a_line_breaks_between_words_and_is_printed_as_it_is(width: int) -> None:
    console = screen(width)
    console.say(("rejected: ", "red"), LONG, indent=2)
    lines = printed(console).splitlines()
    assert max(map(len, lines)) <= width
    assert " ".join(line.strip() for line in lines) == f"rejected: {LONG}"
    assert all(line.startswith("    ") for line in lines[1:])


def test_a_path_stays_whole_so_that_it_can_be_copied() -> None:
    console = screen(30)
    path = "/srv/" + "league/" * 20 + "game.json"
    console.say(f"error: {path}: no such file")
    assert f"{path}:" in printed(console).split()


def test_where_nobody_looks_a_line_stays_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    console = Terminal(file=io.StringIO())
    console.say(LONG)
    assert printed(console) == f"{LONG}\n"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_numbers_of_a_table_are_whole_at_any_width(width: int) -> None:
    table = grid("#", "Owls of the Far North", "G", "A", "P", "xG", "TOI", "score", left=2, optional=("score", "xG"))
    table.add_heading("[bold]file[/].json :x:")
    table.add_row("12", "Aleksandra [b]Emberwick-Northfield[/b] :smile:", "1,234", "2", "3", "0.31", "12:34", "-3.41")
    console = screen(width)
    console.print(table)
    text = printed(console)
    for number in ("12", "1,234", "2", "3", "12:34"):
        assert number in text.split()
    assert ("-3.41" in text) == ("score" not in text.partition("no room for")[2])
    assert "[bold]file[/].json :x:" in text
    assert "".join(word for word in ("Aleksandra", ":smile:") if word in text.split()) == "Aleksandra:smile:"
    assert "…" not in text


def test_columns_of_least_weight_give_way_first() -> None:
    table = grid("name", "G", "A", "xG", "score", optional=("score", "xG"))
    table.add_row("Aleksandra Emberwick", "1", "2", "0.31", "3.41")
    console = screen(27)
    console.print(table)
    assert printed(console).splitlines()[0].split() == ["name", "G", "A", "xG"]
    assert "no room for score" in printed(console)


def test_a_row_of_the_wrong_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="argument"):
        grid("a", "b").add_row("1")


def test_commands_print_through_the_one_terminal_and_write_no_markup() -> None:
    own = {PACKAGE / "terminal" / "text.py", PACKAGE / "terminal" / "grid.py"}
    markup = re.compile(r"rich\.markup|import Console\b|\[/?(bold|dim|red|green|yellow|cyan)[^\]]*\]|\[/\]|soft_wrap")
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path not in own
        for line in path.read_text().splitlines()
        if markup.search(line)
    ]
    assert found == []
