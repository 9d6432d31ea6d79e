"""Writes the seed of expected goals: the same coefficients give the same file."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

from benchsight.fitting.xg import Coefficient, LevelFit

XG_SEED = Path("seeds/settings/xg_coefficients.csv")


def write_xg_seed(levels: Sequence[LevelFit], path: Path) -> None:
    """Write the coefficients of all levels to ``path``, as dbt reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Coefficient))
        for level in levels:
            writer.writerows(astuple(row) for row in level.coefficients)
