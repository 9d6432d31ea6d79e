"""Names of persons: how they land, and which spellings are one name, in Python and in SQL."""

import unicodedata

import pytest

from ingest.contract.coerce import person_name, plain_text
from ingest.parsing.names import folded_person, tidy

COMPOSED, DECOMPOSED = "Zoë Ågren", unicodedata.normalize("NFD", "Zoë Ågren")


def test_accents_land_composed_and_blanks_single() -> None:
    assert tidy(f"  {DECOMPOSED.replace(' ', chr(0xA0) + ' ')} ") == COMPOSED
    assert person_name("Ann  Bee ") == "Ann Bee"
    assert plain_text(DECOMPOSED) == COMPOSED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (COMPOSED, DECOMPOSED),
        (COMPOSED, "zoe agren"),
        ("Åse-Marie O'Brien", "ase marie o\u2019brien"),
        ("Lindqvist, Åse-Marie", "Ase Marie  Lindqvist"),
        ("Søren Weiß", "Soren Weiss"),
        ("J.P. Blå", "JP Bla"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert folded_person(one) == folded_person(other) != ""


def test_two_names_stay_two() -> None:
    assert len({folded_person(name) for name in ("Aino Ek", "Eino Ek", "Aino Eke", "Ek Aino")}) == 4
    assert folded_person(None) == ""
