"""Compares published numbers with official results. Imported by `demo` and `cli`."""

from benchsight.quality.verify.agreement import Verification, verify

__all__ = ["Verification", "verify"]
