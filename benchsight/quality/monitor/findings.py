"""A rule of the monitor, and what it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
Thresholds = Mapping[str, float]


@dataclass(frozen=True)
class Finding:
    """One subject in the state that a rule describes; ``details`` can be written as JSON."""

    subject_key: str
    message: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AlertRule:
    """A rule of ops.alert_rules: the kind of its subjects, how to find them, and the tables of dbt that this needs."""

    name: str
    subject_kind: str
    find: Callable[[Connection, Thresholds], list[Finding]]
    needs: tuple[str, ...] = ()
