"""The reference validator, which lives with the room that sets PDFs."""

from printing.tests.vera import SOURCE, broken_rules

__all__ = ["SOURCE", "broken_rules"]
