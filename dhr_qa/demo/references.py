"""Which reviews the demonstration has, by reference, and which of them are not there yet."""

from __future__ import annotations

from reviews.models import Review

READY_FOR_A_PACK = "NB-DHR-7"
TOLD = (
    READY_FOR_A_PACK,
    "NB-DHR-8",
    "NB-DHR-5",
    "NB-DARDR-9",
    "NB-DARDR-10",
    "EM-DHR-2",
    "EM-DARDR-4",
    "EM-DHR-3",
    "KV-DHR-1",
    "KV-DARDR-2",
    "EM-DHR-1",
    "KV-DHR-4",
    "NB-DHR-2",
    "EM-DARDR-5",
    "SM-DHR-1",
    "EM-DARDR-6",
    "KV-DARDR-3",
    "KV-DHR-6",
    "NB-DARDR-11",
)


def for_measuring(number: int) -> str:
    return f"M-{number:03}"


def still_to_tell() -> list[str]:
    there = _there()
    return [reference for reference in TOLD if reference not in there]


def still_to_invent(wanted: int) -> list[int]:
    """The numbers of the reviews for measuring that are missing, so that there are as many as wanted."""
    there = _there()
    return [number for number in range(1, wanted + 1) if for_measuring(number) not in there]


def _there() -> frozenset[str]:
    return frozenset(Review.unscoped.values_list("reference", flat=True))
