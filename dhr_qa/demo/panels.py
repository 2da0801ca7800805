"""Who sits on the local review panels of the demonstration; nobody in them exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviews.models import Capacity

FULL, ADVISER, FRIEND = Capacity.FULL_MEMBER, Capacity.ADVISER, Capacity.CRITICAL_FRIEND


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the list; without a capacity, somebody who speaks for the CSP."""

    organisation: str
    name: str
    job_title: str
    capacity: str = ""
    reason: str = ""
    email: str = ""

    @property
    def details(self) -> dict[str, Any]:
        names = ("organisation", "name", "job_title", "capacity", "reason", "email")
        return {name: getattr(self, name) for name in names}


SIAN = (
    Member("Northbrook Adult Social Care", "Bethan Rhydderch", "Head of safeguarding", FULL),
    Member("Northbrook Health Trust", "Dr Yetunde Okpara-Lind", "Named doctor", FULL),
    Member("Northbrook Police", "Siobhán Mac Giolla", "Detective inspector", FULL),
    Member("Linden Housing Association", "Grzegorz Świątek", "Tenancy manager", FULL),
    Member("Northbrook Council, Housing", "Margit Ångström", "Team leader", FULL),
    Member("Northbrook Probation", "Dorothea Quillfeather", "Senior probation officer", FULL),
    Member(
        "Ffenestri Women’s Aid",
        "Angharad Trevelyan-Ito",
        "Chief executive",
        ADVISER,
        "A specialist domestic abuse service from the next county, since the local one had closed. "
        "She read chapters 4 to 7.",
    ),
    Member(
        "Carers’ Voice Northbrook",
        "Noël Battersea",
        "Volunteer",
        ADVISER,
        "He advises on what it is to care for a grown-up child.",
    ),
    Member(
        "Kestrel Vale Community Safety Partnership",
        "Zofia Hartley-Çelik",
        "Manager",
        FRIEND,
        "She had no part in the case, and asks the questions that an outsider asks.",
    ),
    Member(
        "Northbrook Community Safety Partnership",
        "Alice Ferncastle",
        "Manager",
        email="alice@northbrook.example",
    ),
)

MARGED = (
    Member("Eastmere Homes", "Caoimhe Underhill", "Director of housing", FULL),
    Member("Eastmere Health Trust", "Dr Sølvi Drummond", "Named doctor", FULL),
    Member("Eastmere Police", "Winston Abara-Hughes", "Detective chief inspector", FULL),
    Member("Eastmere Adult Social Care", "Ruta Žukaitė", "Principal social worker", FULL),
    Member(
        "Eastmere Deaf Centre",
        "Françoise Nettleship",
        "Advocate",
        ADVISER,
        "She advises on access for deaf people, and signs herself.",
    ),
)
