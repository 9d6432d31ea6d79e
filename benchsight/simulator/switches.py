"""A set of named switches: all of them, some of them, or none."""

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True)
class Switches:
    """Base of dataclasses whose fields are all switches that are off."""

    @classmethod
    def everything(cls) -> Self:
        """All kinds at once."""
        return cls(**{field.name: True for field in fields(cls)})

    @classmethod
    def only(cls, *kinds: str) -> Self:
        """The named kinds and no other; raises TypeError for a name that is none."""
        return cls(**dict.fromkeys(kinds, True))

    def kinds(self) -> list[str]:
        """Names of the kinds that are on."""
        return [field.name for field in fields(self) if getattr(self, field.name)]
