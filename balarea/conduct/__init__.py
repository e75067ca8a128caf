"""Rules for official posts, as pure functions over a text; and the masking of personal data before anything is public."""

from balarea.conduct.check import Finding, Severity, check
from balarea.conduct.personal import Datum, find, mask

__all__ = ["Datum", "Finding", "Severity", "check", "find", "mask"]
