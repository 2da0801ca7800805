"""Where what is being done comes from: the address and the number of the request, if there is one."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    address: str = ""
    request: str = ""


HERE = Origin()  # a command on the machine itself
current: ContextVar[Origin] = ContextVar("origin", default=HERE)
