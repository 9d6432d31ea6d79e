"""Tie-breakers and settings of leagues are the same in macro, seed and contract."""

import csv
import re
from pathlib import Path

from ingest.contract.league_tables import TIE_BREAKERS
from ingest.contract.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "settings" / "league_settings.csv"


def test_the_contract_takes_the_tie_breakers_of_the_macro() -> None:
    macro = (ROOT / "macros" / "hockey" / "tie_breakers.sql").read_text()
    assert set(re.findall(r'^        "(\w+)": "', macro, re.MULTILINE)) == set(TIE_BREAKERS)


def test_the_seed_has_the_settings_of_the_contract() -> None:
    with SEED.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {*rows[0]} - {"description"} == {*TABLES["staging_league_settings"].columns} - {"raw"}
    for row in rows:
        assert set(row["tie_breakers"].split("|")) <= set(TIE_BREAKERS)
