"""Decisions are dated records with the alternatives, each listed once in DECISIONS.md and in the index of the site."""

import re
from datetime import date
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
SECTIONS = ["Context", "Choice", "Alternatives considered", "Consequence"]


def test_every_record_has_its_number_a_date_and_its_sections() -> None:
    assert len(RECORDS) >= 42
    for number, path in enumerate(RECORDS, 1):
        title, _, dated, *_ = lines = path.read_text(encoding="utf-8").splitlines()
        assert path.name.startswith(f"{number:04d}-")
        assert title.startswith(f"# {number:04d}: ")
        assert date.fromisoformat(dated[:10]) >= date(2026, 11, 20)
        assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == SECTIONS
        text = path.read_text(encoding="utf-8")
        assert all(re.search(rf"## {section}\n\n\S", text) for section in SECTIONS), path.name


def test_both_lists_have_every_record_with_its_title_and_date() -> None:
    wanted = []
    for path in RECORDS:
        title, _, dated, *_ = path.read_text(encoding="utf-8").splitlines()
        number, _, name = title.removeprefix("# ").partition(": ")
        wanted.append((number, name, path.name, dated[:10]))
    for page, folder in ((REPOSITORY / "DECISIONS.md", "docs/decisions/"), (FOLDER / "index.md", "")):
        row = re.compile(rf"^\| (\d{{4}}) \| \[(.*)\]\({folder}(.*)\) \| (.*) \|$", re.MULTILINE)
        assert row.findall(page.read_text(encoding="utf-8")) == wanted
