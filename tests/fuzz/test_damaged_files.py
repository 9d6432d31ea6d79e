"""Damaged files of every format: a clear result each, nothing half-landed, and the whole file heals what they did."""

import os
from pathlib import Path

import psycopg

from .originals import make_originals
from .trial import Ground, Trial, make_trial, outcomes

TRIALS = int(os.environ.get("BENCHSIGHT_FUZZ_TRIALS", "120"))
SEED = int(os.environ.get("BENCHSIGHT_FUZZ_SEED", "1"))


def test_a_damaged_file_never_raises_lands_by_halves_or_lies(connection: psycopg.Connection, tmp_path: Path) -> None:
    originals = make_originals(connection, tmp_path / "made")
    trials: list[Trial] = []
    for number, original in enumerate(originals):
        ground = Ground(connection, original, tmp_path)
        for seed in range(SEED + number, SEED + TRIALS, len(originals)):
            trial = make_trial(original, seed, tmp_path)
            ground.run(trial)
            trials.append(trial)
    assert [str(trial) for trial in trials if trial.faults] == []
    assert outcomes(trials)["completed"] > TRIALS / 5
    assert outcomes(trials)["failed"] > TRIALS / 5
