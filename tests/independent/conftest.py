"""The simulated leagues of the property tests serve here too: they are built once a run."""

from ..property.conftest import leagues

__all__ = ["leagues"]
