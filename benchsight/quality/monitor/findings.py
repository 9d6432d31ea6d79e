"""What a rule is given, and what it finds."""

from collections.abc import Mapping
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
