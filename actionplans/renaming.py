"""An agency renamed in all the plans of a CSP: what the rooms above are told, and what they do then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Organisation, User
from actionplans.naming import key


@dataclass(frozen=True, slots=True)
class Renamed:
    """Which CSP has renamed an agency, and how it is called from now on."""

    organisation: Organisation
    before: str
    to: str
    by: User

    def speaks_of(self, name: str) -> bool:
        """Whether this is the agency, in whatever capitals and spaces its name was written."""
        return key(name) == key(self.before)


Follow = Callable[[Renamed], None]
FOLLOWERS: list[Follow] = []


def on_rename(follow: Follow) -> Follow:
    """Let a room above change its own rows in the transaction that renames an agency."""
    FOLLOWERS.append(follow)
    return follow
