"""How far the published numbers agree with the official results."""

from benchsight.verify.agreement import Verification, verify

__all__ = ["Verification", "verify"]
