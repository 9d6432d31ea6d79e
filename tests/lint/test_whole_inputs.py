"""Models read their inputs through the project's `ref` and `source`, which `--empty` leaves whole."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
WHOLE = REPOSITORY / "macros" / "build" / "whole_inputs.sql"


def test_ref_and_source_leave_out_the_limit_of_an_empty_run() -> None:
    text = WHOLE.read_text(encoding="utf-8")
    for name in ("ref", "source"):
        assert re.search(rf"macro {name}\(\) -%}} {{{{ return\(whole_input\(builtins\.{name}\(", text)


def test_nothing_else_reads_its_inputs_past_them() -> None:
    files = [path for folder in ("models", "macros", "tests/dbt") for path in (REPOSITORY / folder).rglob("*.sql")]
    assert [path.name for path in files if path != WHOLE and "builtins." in path.read_text(encoding="utf-8")] == []
