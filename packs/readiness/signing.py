"""Whether the chair and the CSP have signed off what is handed over, as it is now."""

from __future__ import annotations

from collections.abc import Iterator

from documents.covering import lapse
from documents.guards import WHOSE, sign_off_page
from documents.models import Capacity
from packs.models import PackKind
from packs.readiness.registry import Fault, Weight, check
from packs.readiness.subject import Subject


@check(
    "not_signed",
    weight=Weight.BLOCKING,
    label="sign-off is missing,sign-offs are missing",
    advice="Ask whoever is missing, or write down that they have signed.",
    kinds=[PackKind.RESUBMISSION],
)
def not_signed(subject: Subject) -> Iterator[Fault]:
    for capacity in Capacity:
        if capacity not in subject.sign_offs:
            words = f"{WHOSE[capacity]} has not signed off yet"
            yield Fault(words, sign_off_page(subject.round, capacity))


@check(
    "sign_off_lapsed",
    weight=Weight.BLOCKING,
    label="sign-off has lapsed,sign-offs have lapsed",
    advice="What was signed off has changed since. Ask whether they still agree, and sign off again.",
    kinds=[PackKind.RESUBMISSION],
)
def sign_off_lapsed(subject: Subject) -> Iterator[Fault]:
    for capacity, sign_off in subject.sign_offs.items():
        if lapse(sign_off, subject.covered):
            words = f"{WHOSE[Capacity(capacity)]}, signed by {sign_off.name}"
            yield Fault(words, sign_off_page(subject.round, Capacity(capacity)))
