"""Findings of the doctor."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at: in order, worth knowing (warning), or in the way (fault) with its remedy."""

    check: str
    state: Literal["ok", "warning", "fault"]
    message: str
    remedy: str | None = None

    @classmethod
    def ok(cls, check: str, message: str) -> "Diagnosis":
        """Return a finding in order."""
        return cls(check, "ok", message)

    @classmethod
    def warning(cls, check: str, message: str, remedy: str) -> "Diagnosis":
        """Return a finding that works but should be known."""
        return cls(check, "warning", message, remedy)

    @classmethod
    def fault(cls, check: str, message: str, remedy: str) -> "Diagnosis":
        """Return a finding that makes commands fail until it is fixed."""
        return cls(check, "fault", message, remedy)
