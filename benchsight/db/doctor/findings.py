"""What a check of the doctor finds."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: in order, worth knowing (warning), or in the way (fault) with its remedy."""

    check: str
    state: Literal["ok", "warning", "fault"]
    message: str
    remedy: str | None = None

    @classmethod
    def ok(cls, check: str, message: str) -> "Finding":
        """It is in order."""
        return cls(check, "ok", message)

    @classmethod
    def warning(cls, check: str, message: str, remedy: str) -> "Finding":
        """It works, or mends itself, but somebody should know."""
        return cls(check, "warning", message, remedy)

    @classmethod
    def fault(cls, check: str, message: str, remedy: str) -> "Finding":
        """Commands will fail until it is mended."""
        return cls(check, "fault", message, remedy)
