"""Lines of the console log that tell where something failed, and nothing of what people had typed."""

from __future__ import annotations

import logging
import traceback
from typing import Any


class WithoutWords(logging.Formatter):
    """Of an exception the line keeps its kind and where it came from, and leaves out what it says.

    A database says which row it refused, with everything in it; a reader says which word it tripped over.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- logging's own name
        return "\n".join(_told(traceback.TracebackException(*ei)))


def _told(error: traceback.TracebackException) -> list[str]:
    """What it came from first, as a traceback has it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = [line.rstrip("\n") for line in error.stack.format()]
    return [*(_told(before) if before else []), *frames, _kind(error)]


def _kind(error: traceback.TracebackException) -> str:
    kind: Any = error.exc_type
    return f"{kind.__module__}.{kind.__qualname__}"
